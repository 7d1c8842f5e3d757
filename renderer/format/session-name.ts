/**
 * A session's name in two parts: words that may be cut where there is no room, and the number that tells it from others of the
 * same words (` 433` of `Chrome · Linux 433`, with its space; empty where it has none).
 */
export function splitSessionName(label: string): { readonly words: string; readonly number: string } {
  const number = /(?<=\S) \d+$/.exec(label)?.[0] ?? '';
  return { words: label.slice(0, label.length - number.length), number };
}
