import { app, type Session, shell, type WebContents } from 'electron';
import { isAppUrl, webUrlOf } from './app-url.ts';

/**
 * The rules for every page of this process, whoever makes it: no `<webview>`, no windows opened by pages. Pages of
 * users loosen the second one for themselves (tabs/user-page.ts), deliberately.
 */
export function lockDownEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** The window's own page stays where it is; only what asks for a new window may be a link to the web (STYLE.md §4.1). */
export function lockDownAppPage(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    if (!isAppUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event, url) => stay(event, url));
  contents.on('will-redirect', (event, url) => stay(event, url));
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url);
    return { action: 'deny' };
  });
}

/** Opens an http(s) address in the system's browser; says whether it was one. */
export async function openOutside(text: string): Promise<boolean> {
  const url = webUrlOf(text);
  if (url === null) return false;
  await shell.openExternal(url);
  return true;
}

/** The window's own page may write text to the clipboard ("Copy"), and nothing else. */
export function denyAppPermissions(session: Session): void {
  const allowed = (permission: string, url: string) =>
    permission === 'clipboard-sanitized-write' && isAppUrl(url);
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(allowed(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((contents, permission) => allowed(permission, contents?.getURL() ?? ''));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
