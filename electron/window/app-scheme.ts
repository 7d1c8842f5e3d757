import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol, type Session } from 'electron';
import { APP_ORIGIN, appFileOf } from './app-url.ts';
import { CONTENT_SECURITY_POLICY, mimeTypeOf } from './content-policy.ts';

/** Before `ready`: makes app:// a standard, secure origin, so that CSP, storage and modules work as on https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built renderer, and nothing else of the disk, as `app://routepin/…` in this session. */
export function serveApp(session: Session, rendererFolder: string): void {
  session.protocol.handle('app', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const relative = appFileOf(request.url);
    const type = relative === null ? null : mimeTypeOf(relative);
    if (relative === null || type === null) return refuse(404);
    const body = await readFile(path.join(rendererFolder, relative)).catch(() => null);
    if (body === null) return refuse(404);
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: {
        'Content-Type': type,
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-cache',
      },
    });
  });
}

function refuse(status: number): Response {
  return new Response(`${APP_ORIGIN}: ${status}`, { status, headers: { 'Content-Type': 'text/plain' } });
}
