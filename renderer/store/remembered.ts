/**
 * What a person has arranged and this browser or window keeps between runs, by key; null when it keeps nothing. A browser may
 * forbid to remember anything: then things are as arranged until the page is closed.
 */
export function readRemembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text for the next run; null forgets it. */
export function remember(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // As above.
  }
}
