import http from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { listen } from './listen.ts';

/** What a page of the tests is made of besides its title, by path. */
export interface PageMakings {
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  readonly head?: string;
  readonly body?: string;
}

/** Pages by path; a function sees the request. Other paths are plain pages. */
export type Pages = Readonly<
  Record<string, PageMakings | ((request: http.IncomingMessage, response: http.ServerResponse) => void)>
>;

/** A backend whose pages tell its name and their address in their titles. */
export interface PageBackend {
  readonly name: string;
  readonly port: number;
  /** What it was asked: `GET /x`. */
  readonly seen: readonly string[];
  /** Heads of these requests, for what must not reach a member. */
  readonly heads: readonly string[];
  stop(): void;
}

/** The page's markup, as every backend makes it. */
export function pageOf(name: string, url: string, { head = '', body = '' }: PageMakings = {}): string {
  const title = `<title>${name} ${url}</title>`;
  return `<!doctype html><html><head>${title}${head}</head><body><a href="/next">next</a>${body}</body></html>`;
}

export async function startPageBackend(name: string, pages: Pages, port = 0): Promise<PageBackend> {
  const seen: string[] = [];
  const heads: string[] = [];
  const server = http.createServer((request, response) => {
    const { url = '/' } = request;
    const path = url.split('?')[0] ?? '/';
    seen.push(`${request.method} ${url}`);
    heads.push(`${request.method} ${url}\n${request.rawHeaders.join('\n')}`);
    const page = pages[path];
    if (path === '/favicon.ico') {
      response.statusCode = 204;
      response.end();
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (typeof page === 'function') {
      page(request, response);
      return;
    }
    for (const [field, value] of Object.entries(page?.fields ?? {})) response.setHeader(field, value);
    const html = pageOf(name, url, page);
    const coding = page?.fields?.['Content-Encoding'];
    if (coding === 'gzip') response.end(gzipSync(html));
    else if (coding === 'br') response.end(brotliCompressSync(html));
    else response.end(html);
  });
  return {
    name,
    port: await listen(server, port),
    seen,
    heads,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
