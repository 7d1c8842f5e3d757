// Proxies of Node's world as a careful developer would set them up, with the sticky recipe: `node node-proxies.mjs KIND
// PORT MEMBER-PORT…`. The member is chosen by the route in the cookie, else in turn, and the cookie is then set.
import { Agent, createServer } from 'node:http';
import { createRequire } from 'node:module';

const [kind, portText, ...memberPorts] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const MAX_SOCKETS = 256;
let turn = 0;

/** The member's index, and whether the client has to be told its route. */
function choose(request) {
  const cookie = request.headers.cookie ?? '';
  const at = cookie.indexOf('ROUTEID=.');
  const index = at < 0 ? -1 : Number.parseInt(cookie.slice(at + 9), 10) - 1;
  if (memberPorts[index] !== undefined) return { index, isNew: false };
  turn = (turn + 1) % memberPorts.length;
  return { index: turn, isNew: true };
}

const serve = { 'http-proxy': withHttpProxy, 'http-proxy-3': withHttpProxy, undici: withUndici }[kind];
if (serve === undefined) throw new Error(`no such proxy: ${kind}`);
serve(Number(portText));

/** http-proxy 1.18.1 and its successor have the same interface. "Tuned": a keep-alive agent. */
function withHttpProxy(port) {
  const proxy = require(kind).createProxyServer({
    agent: new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    xfwd: true,
  });
  const targets = memberPorts.map((each) => `http://127.0.0.1:${each}`);
  proxy.on('error', (_error, _request, response) => {
    if (response.writeHead !== undefined && !response.headersSent) response.writeHead(502).end();
    else response.destroy();
  });
  const server = createServer((request, response) => {
    const { index, isNew } = choose(request);
    if (isNew) response.setHeader('Set-Cookie', `ROUTEID=.${index + 1}; path=/`);
    proxy.web(request, response, { target: targets[index] });
  });
  server.on('upgrade', (request, socket, head) => {
    // A tunnel takes no part in keep-alive.
    proxy.ws(request, socket, head, { target: targets[choose(request).index], agent: undefined });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
}

/** undici's fastest documented way: `Pool.dispatch` with raw header lists. No upgrades. */
function withUndici(port) {
  const { Pool } = require('undici');
  const pools = memberPorts.map(
    (each) => new Pool(`http://127.0.0.1:${each}`, { connections: MAX_SOCKETS, pipelining: 1 }),
  );
  const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade']);
  const server = createServer((request, response) => {
    const { index, isNew } = choose(request);
    const headers = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      if (!HOP_BY_HOP.has(request.rawHeaders[at].toLowerCase()))
        headers.push(request.rawHeaders[at], request.rawHeaders[at + 1]);
    }
    headers.push('X-Forwarded-For', request.socket.remoteAddress);
    const hasBody =
      request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
    pools[index].dispatch(
      { method: request.method, path: request.url, headers, body: hasBody ? request : null },
      {
        onConnect() {},
        onHeaders(status, raw, resume) {
          const fields = [];
          for (let at = 0; at < raw.length; at += 2) {
            const name = raw[at].latin1Slice();
            if (!HOP_BY_HOP.has(name.toLowerCase())) fields.push(name, raw[at + 1].latin1Slice());
          }
          if (isNew) fields.push('Set-Cookie', `ROUTEID=.${index + 1}; path=/`);
          response.writeHead(status, fields);
          response.on('drain', resume);
          return true;
        },
        onData: (chunk) => response.write(chunk),
        onComplete: () => response.end(),
        onError: () => response.destroy(),
      },
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
}

process.on('SIGTERM', () => process.exit(0));
