// Backends and a paced client in one process, away from what is measured: `main.mjs` starts it on the other core and
// talks to it over its IPC channel.

import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MEMBERS = 4;
const LANES = 64;
/** Requests that may wait for their answers. */
const MOST_OPEN = 640;
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n${'{"items":[1,2,3]}'.padEnd(100)}`,
);
// Not a status that ends the connection (Apache's ap_set_keepalive), which 500 and 503 do.
const FAILURE = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
/** Every so many requests one fails, so that there is something to filter for. */
const FAILS_EVERY = 97;
const HERE = fileURLToPath(import.meta.url);

/** Members that answer each request at once; gives their ports. */
async function startMembers() {
  const servers = await Promise.all(
    Array.from({ length: MEMBERS }, () => {
      const server = createServer({ noDelay: true }, (socket) => {
        let tail = '';
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => {
          const text = tail + bytes.latin1Slice();
          let at = 0;
          for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n', at)) {
            socket.write(text.includes('/fails', at) && text.indexOf('/fails', at) < end ? FAILURE : ANSWER);
            at = end + 4;
          }
          tail = text.slice(at);
        });
      });
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
    }),
  );
  return servers.map((server) => server.address().port);
}

/** Requests at set times over kept connections, each of a browser of its own that is pinned already. */
class PacedClient {
  sent = 0;
  answered = 0;
  /** Connections that ended before they were meant to. */
  lost = 0;
  #isStopping = false;
  #lanes = [];
  #timer = null;

  async start(port, perSecond) {
    this.#isStopping = false;
    this.#lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => this.#connect(port, lane)));
    const startedMs = performance.now();
    const before = this.sent;
    let skipped = 0;
    const step = () => {
      const due = ((performance.now() - startedMs) / 1000) * perSecond;
      // On a machine that is too busy requests are left out: a queue of them would be measured instead.
      const room = MOST_OPEN - (this.sent - this.answered);
      const most = Math.min(Math.floor(due) - this.sent + before - skipped, Math.max(0, room));
      for (let n = 0; n < most; n++) this.#send();
      skipped = Math.max(skipped, Math.floor(due) - (this.sent - before));
      this.#timer = setTimeout(step, 1);
    };
    step();
  }

  async stop() {
    clearTimeout(this.#timer);
    await new Promise((resolve) => setTimeout(resolve, 200));
    this.#isStopping = true;
    for (const { socket } of this.#lanes) socket.destroy();
    this.#lanes = [];
  }

  #send() {
    const number = this.sent;
    this.sent += 1;
    const lane = this.#lanes[number % LANES];
    const path = number % FAILS_EVERY === 0 ? '/fails' : `/shop/item/${number % 500}`;
    lane.socket.write(`GET ${path}?n=${number} HTTP/1.1\r\n${lane.head}`);
  }

  #connect(port, lane) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const head = `Host: 127.0.0.1:${port}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Browser/${lane}\r\nAccept: application/json\r\nCookie: ROUTEID=.${(lane % MEMBERS) + 1}; theme=dark\r\n\r\n`;
    socket.on('data', (bytes) => {
      // One small answer begins with this; several may share a packet.
      const text = bytes.latin1Slice();
      for (let at = text.indexOf('HTTP/1.1 '); at >= 0; at = text.indexOf('HTTP/1.1 ', at + 9))
        this.answered += 1;
    });
    socket.on('close', () => {
      if (!this.#isStopping) this.lost += 1;
    });
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve({ socket, head }));
      socket.on('error', reject);
    });
  }
}

if (process.argv[1] === HERE) {
  const client = new PacedClient();
  const ports = await startMembers();
  const tell = () => ({ sent: client.sent, answered: client.answered, lost: client.lost });
  process.on('message', async ({ id, ask, port, perSecond }) => {
    if (ask === 'start') await client.start(port, perSecond);
    if (ask === 'stop') await client.stop();
    process.send?.({ id, ...tell() });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ports });
}
