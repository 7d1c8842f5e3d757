/** The window's own page. Its origin is the only one that may talk to the main process. */
export const APP_ORIGIN = 'app://routepin';
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** Whether an address is our page (Node's URL has no origin for schemes of one's own, so the text is compared). */
export function isAppUrl(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}

/** The file below the renderer's folder that an app:// address names, with `/`; null when it names none. */
export function appFileOf(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (parsed.protocol !== 'app:' || parsed.host !== 'routepin') return null;
  let name: string;
  try {
    name = decodeURIComponent(parsed.pathname).replace(/^\/+/, '');
  } catch {
    return null;
  }
  if (name === '') return 'index.html';
  const steps = name.split('/');
  // Names of built files are plain: no dots up, no drive letters, no NUL, no backslash.
  return steps.every((step) => /^[\w@-][\w.@-]*$/.test(step)) ? steps.join('/') : null;
}

/** An address that may be opened in the system's browser, in one spelling; null for anything but http(s). */
export function webUrlOf(text: string): string | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    // A name and password in a link only serve to make one host look like another.
    return isWeb && url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}
