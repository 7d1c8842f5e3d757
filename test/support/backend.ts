import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

/** A small application that keeps every request it gets, and answers with its name. */
export interface Backend {
  /** Its heading on every page. */
  readonly name: string;
  readonly port: number;
  readonly requests: { readonly url: string; readonly fields: readonly string[] }[];
  /** Cuts every connection and closes the port. Safe to call twice. */
  close(): Promise<void>;
}

export async function startBackend(
  name: string,
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean,
  wantedPort = 0,
): Promise<Backend> {
  const requests: { url: string; fields: string[] }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', fields: request.rawHeaders });
    if (answer?.(request, response) === true) return;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>${name}</title><h1>${name}</h1><p>${request.url}</p>`);
  });
  server.on('upgrade', (request, socket) => {
    requests.push({ url: `upgrade ${request.url}`, fields: request.rawHeaders });
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  const port = await listen(server, wantedPort);
  return { name, port, requests, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
