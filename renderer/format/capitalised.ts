/** Words of the core, which go on a sentence, where they begin one. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
