import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ProtocolResponse, protocol, type Session } from 'electron';
import { APP_ORIGIN, appFileOf } from './app-url.ts';
import { CONTENT_SECURITY_POLICY, mimeTypeOf } from './content-policy.ts';

const NO_BODY = Buffer.alloc(0);

/** Before `ready`: makes app:// a standard, secure origin, so that CSP, storage and modules work as on https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      // V8 keeps what it compiled of our scripts from one start to the next; Electrons before 28 don't know the word.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built renderer, and nothing else of the disk, as `app://routepin/…` in this session.
 *
 * `protocol.handle` would be the newer way. It answers with `fetch`'s `Response`, and the first one costs the start a
 * quarter of its time: Node then loads all of its `fetch`, which nothing else here uses. `onServed` hears of each file.
 *
 * No Cross-Origin-Opener-Policy: nothing opens this page and it opens no window (lock-down.ts), so it would protect from
 * nothing; but for it Chromium leaves the process that it has begun for the page and begins another one.
 */
export function serveApp(
  session: Session,
  rendererFolder: string,
  onServed: (url: string) => void = () => {},
): void {
  session.protocol.registerBufferProtocol('app', (request, answer) => {
    void answerOf(request.method, request.url, rendererFolder).then((response) => {
      answer(response);
      onServed(request.url);
    });
  });
}

async function answerOf(method: string, url: string, rendererFolder: string): Promise<ProtocolResponse> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  const relative = appFileOf(url);
  const type = relative === null ? null : mimeTypeOf(relative);
  if (relative === null || type === null) return refuse(404);
  const body = await readFile(path.join(rendererFolder, relative)).catch(() => null);
  if (body === null) return refuse(404);
  return {
    statusCode: 200,
    data: method === 'HEAD' ? NO_BODY : body,
    headers: {
      'Content-Type': type,
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    },
  };
}

function refuse(statusCode: number): ProtocolResponse {
  return {
    statusCode,
    data: Buffer.from(`${APP_ORIGIN}: ${statusCode}`),
    headers: { 'Content-Type': 'text/plain' },
  };
}
