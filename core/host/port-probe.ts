import { request } from 'node:http';
import type { ListeningPort } from '../contract/index.ts';

export type PortAnswer = NonNullable<ListeningPort['answer']>;

/** A backend on this machine answers its start page sooner; a port that says nothing is not a web server. */
const PATIENCE_MS = 1000;
/** Titles stand in the head of a page. */
const MOST_BODY_BYTES = 64 * 1024;
const SESSION_COOKIE = /sess|sid|auth|cart|login/i;

/**
 * What one `GET /` gets on a port of this machine: status, time, title, where it redirects to, and the session cookie
 * that it sets; null when it does not speak HTTP or takes longer than a second. Never follows redirects.
 */
export function probePort(host: string, port: number): Promise<PortAnswer | null> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const call = request(
      {
        host: reachable(host),
        port,
        path: '/',
        agent: false,
        headers: { accept: 'text/html,*/*;q=0.8', connection: 'close', 'user-agent': 'port-scan' },
        maxHeaderSize: 16 * 1024,
      },
      (response) => {
        const durationMs = Math.round(performance.now() - startedMs);
        let page = '';
        const done = (): void => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            durationMs,
            title: titleIn(page),
            location: response.headers.location?.slice(0, 500) ?? null,
            sessionCookie: sessionCookieIn(response.headers['set-cookie'] ?? []),
          });
          call.destroy();
        };
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          page += text;
          if (page.length >= MOST_BODY_BYTES || /<\/title/i.test(page)) done();
        });
        response.on('end', done);
        // A head has come: whatever happens to the body, this is a web server.
        response.on('error', done);
        clearTimeout(timer);
        timer = setTimeout(done, PATIENCE_MS);
      },
    );
    let timer = setTimeout(() => call.destroy(), PATIENCE_MS);
    call.on('error', () => {
      clearTimeout(timer);
      resolve(null);
    });
    call.on('upgrade', (_response, socket) => socket.destroy());
    call.end();
  });
}

/** The text of the first `<title>`, as one line; null when there is none. */
export function titleIn(page: string): string | null {
  const raw = /<title\b[^>]*>([^<]*)/i.exec(page)?.[1];
  if (raw === undefined) return null;
  const text = raw
    .replace(/&(amp|lt|gt|quot|#39|apos|nbsp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? null : text.slice(0, 120);
}

/** The name of the cookie that looks like the application's session, or null. */
export function sessionCookieIn(setCookies: readonly string[]): string | null {
  const named = setCookies.map((text) => ({
    name: text.split('=')[0]?.trim() ?? '',
    httpOnly: /;\s*httponly/i.test(text),
  }));
  const found = named.find(({ name }) => SESSION_COOKIE.test(name)) ?? named.find(({ httpOnly }) => httpOnly);
  return found === undefined || found.name === '' ? null : found.name.slice(0, 100);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  apos: "'",
  nbsp: ' ',
};

/** Where a listener on all addresses answers from here. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '*') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
