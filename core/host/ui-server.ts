import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { fail, type Result, succeed, type Trouble } from '../contract/index.ts';
import { readObject, serveUiClient, type UiSource } from './ui-server-client.ts';
import { openUiFiles, type UiFiles } from './ui-server-files.ts';

export type { UiSource } from './ui-server-client.ts';

/** The UI is for this machine only: its commands change what is balanced where. */
const HOST = '127.0.0.1';
const DEFAULT_PORT = 7080;
const PORTS_TRIED = 100;
/** How long a browser may take to show its token, in milliseconds. Ours does at once. */
const TOKEN_TIMEOUT_MS = 5000;
/** The largest command is a whole project. */
const MOST_MESSAGE_BYTES = 4 * 1024 * 1024;
const MOST_CLIENTS = 32;

export interface UiServerOptions {
  readonly source: UiSource;
  /** The built renderer. */
  readonly folder: string;
  /** Where to begin to look for a free port; default 7080. */
  readonly port?: number;
  /** Ports that somebody is about to listen on, such as the sites' own. */
  readonly avoidPorts?: readonly number[];
}

export interface UiServer {
  /** With the token in its fragment, which no server and no log ever sees. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Serves the renderer and its WebSocket on loopback, on the port asked for or, when that is taken, the next free one.
 * A page has to send the token as its first message; Host and Origin must name this very server, so that neither
 * another site nor a name that was rebound to 127.0.0.1 gets in (DESIGN.md §8).
 */
export async function startUiServer(options: UiServerOptions): Promise<Result<UiServer, Trouble>> {
  let files: UiFiles;
  try {
    files = await openUiFiles(options.folder);
  } catch (error) {
    const message = `the user interface is not there: ${error instanceof Error ? error.message : String(error)}`;
    return fail({ code: 'file-failed', message, hint: 'Build it with `npm run build`.' });
  }
  const token = randomBytes(24).toString('base64url');
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    void answer(request, response, files, () => (server.address() as AddressInfo).port);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const clients = await serveClients(server, options.source, token);
  const opened = await listenFrom(server, options.port ?? DEFAULT_PORT, options.avoidPorts ?? []);
  if (!opened.ok) return opened;
  const port = opened.value;
  return succeed({
    url: `http://${HOST}:${port}/#token=${token}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        for (const client of clients.clients) client.close(1001, 'serve has ended');
        clients.close();
        server.close(() => resolve());
        // The goodbyes are a few bytes and leave at once; a browser that doesn't read must not keep us.
        setImmediate(() => {
          for (const socket of sockets) socket.destroySoon();
        });
      }),
  });
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  files: UiFiles,
  port: () => number,
): Promise<void> {
  for (const [name, value] of Object.entries(securityFields(port()))) response.setHeader(name, value);
  if (!isOurHost(request.headers.host, port())) return refuse(response, 403, 'this name is not ours');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'GET or HEAD only');
  try {
    await files.serve(request, response);
  } catch (error) {
    refuse(response, 500, error instanceof Error ? error.message : String(error));
  }
}

/** Nothing from elsewhere, nothing framed, nothing sniffed. */
function securityFields(port: number): Readonly<Record<string, string>> {
  const sockets = OUR_NAMES.map((name) => `ws://${name}:${port}`).join(' ');
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      // Components place their pop-ups with style attributes and style elements of their own.
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      // Some browsers don't count ws:// as 'self'.
      `connect-src 'self' ${sockets}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
}

const OUR_NAMES: readonly string[] = [HOST, 'localhost'];

function isOurHost(host: string | undefined, port: number): boolean {
  return OUR_NAMES.some((name) => host?.toLowerCase() === `${name}:${port}`);
}

function refuse(response: http.ServerResponse, status: number, text: string): void {
  if (!response.headersSent)
    response.writeHead(status, { 'Content-Type': 'text/plain', Connection: 'close' });
  response.end(`${text}\n`);
}

async function serveClients(server: http.Server, source: UiSource, token: string): Promise<WebSocketServer> {
  // Read here: `serve --no-ui` does without.
  const { WebSocketServer } = await import('ws');
  const clients = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    const { port } = server.address() as AddressInfo;
    const { host, origin } = request.headers;
    // Browsers always send an Origin with a WebSocket; it must be the page that we served under this very name.
    if (!isOurHost(host, port) || origin !== `http://${host}`) return refuseUpgrade(socket, 403);
    if (request.url !== '/socket') return refuseUpgrade(socket, 404);
    if (clients.clients.size >= MOST_CLIENTS) return refuseUpgrade(socket, 503);
    clients.handleUpgrade(request, socket, head, (client) => awaitToken(client, source, token));
  });
  return clients;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

/**
 * Serves the client once its first message holds the token; closes it (4401) otherwise. One that says nothing in time is closed
 * as lost (4408): a page on a busy machine is not refused, and connects again.
 */
function awaitToken(client: WebSocket, source: UiSource, token: string): void {
  const timer = setTimeout(() => client.close(4408, 'no token came'), TOKEN_TIMEOUT_MS);
  client.on('error', () => client.terminate());
  client.on('close', () => clearTimeout(timer));
  client.once('message', (data, isBinary) => {
    clearTimeout(timer);
    const shown = isBinary ? undefined : readObject(String(data))?.token;
    if (typeof shown === 'string' && isSame(shown, token)) serveUiClient(client, source);
    else client.close(4401, 'wrong token');
  });
}

/** Compares in a time that does not tell how much was right. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}

async function listenFrom(
  server: http.Server,
  first: number,
  avoid: readonly number[],
): Promise<Result<number, Trouble>> {
  for (let port = first; port < first + PORTS_TRIED && port <= 65_535; port++) {
    if (port !== 0 && avoid.includes(port)) continue;
    const code = await listen(server, port);
    if (code === null) return succeed((server.address() as AddressInfo).port);
    if (code !== 'EADDRINUSE') {
      const message = `the user interface cannot listen on ${HOST}:${port} (${code})`;
      return fail({ code: 'listen-failed', message, hint: 'Name another port with --ui-port.' });
    }
  }
  const message = `no port for the user interface is free from ${first} on`;
  return fail({ code: 'listen-failed', message, hint: 'Name another one with --ui-port.' });
}

/** null when it listens, else the system's error code. */
function listen(server: http.Server, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', failed);
    server.listen(port, HOST, () => {
      server.off('error', failed);
      resolve(null);
    });
  });
}
