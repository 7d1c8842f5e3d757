const SESSION_NAME = /sess|sid|auth|cart|login|token|^__ac$|_zopeid/i;
/** Named like a session and changed at will. */
const NO_SESSION = /csrf|xsrf/i;
const LOGIN_PATH = /(?:^|[/_.-])(?:log-?in|sign-?in|logon)(?=$|[/_.?;-])/i;

/** Whether a cookie is named like an application's session, as far as a name tells. */
export function isSessionName(name: string): boolean {
  return SESSION_NAME.test(name) && !NO_SESSION.test(name);
}

/** Whether a cookie of this name is surely no session, such as a token against forged requests. */
export function isNoSessionName(name: string): boolean {
  return NO_SESSION.test(name);
}

/** Whether a target or URL leads to a page to log in at, as far as its path tells. */
export function isLoginUrl(url: string): boolean {
  return LOGIN_PATH.test(url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').split(/[?#]/)[0] ?? '');
}
