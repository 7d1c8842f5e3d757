/** How a session loss showed itself, as the rest of a sentence that begins with "Session lost." */
export function lossSentence(lost: { readonly cookie: string; readonly cause: string }): string {
  const cookie = lost.cookie === '' ? 'Its session cookie' : lost.cookie;
  switch (lost.cause) {
    case 'cookie-replaced':
      return `${cookie} was replaced, so the new member did not know it.`;
    case 'cookie-cleared':
      return `${cookie} was cleared by the new member.`;
    case 'login-redirect':
      return 'The new member sent it to a login page.';
    default:
      return lost.cookie === '' ? `${lost.cause}.` : `${cookie}: ${lost.cause}.`;
  }
}
