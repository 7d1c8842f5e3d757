/**
 * The same oracle by the public road: `node:http` itself, over in-memory sockets, reads what we accepted. Slower than the
 * parser alone, so it gets each accepted corpus message once.
 */
import http from 'node:http';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { requestCorpus, responseCorpus } from './corpus/index.ts';
import { runRequests, runResponses } from './oracle/codec-run.ts';

/** A socket that says `bytes`, ends if told to, and swallows what it is told. */
function socketSaying(bytes: Buffer, isEnding: boolean): Duplex {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  socket.push(bytes);
  if (isEnding) socket.push(null);
  return socket;
}

interface Seen {
  line: string;
  fields: string[];
  body: string;
  trailers: string[];
}

async function seenOf(message: http.IncomingMessage, line: string): Promise<Seen> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return {
    line,
    fields: message.rawHeaders,
    body: Buffer.concat(parts).toString('latin1'),
    trailers: message.rawTrailers,
  };
}

const isNamedException = (line: string) => {
  const [method, target] = line.split(' ') as [string, string];
  return !http.METHODS.includes(method) || /[\x80-\xff]/.test(target);
};

/** What a server makes of `bytes`, which hold `count` messages. */
async function readByServer(bytes: Buffer, count: number): Promise<Seen[]> {
  const seen: Promise<Seen>[] = [];
  const server = http.createServer({ insecureHTTPParser: false, maxHeaderSize: 1 << 20 });
  const socket = socketSaying(bytes, false);
  await new Promise<void>((resolve, reject) => {
    const answer = (request: http.IncomingMessage, response: http.ServerResponse) => {
      seen.push(seenOf(request, `${request.method} ${request.url} ${request.httpVersionMinor}`));
      request.on('end', () => response.end(() => seen.length === count && resolve()));
    };
    server.on('request', answer).on('checkContinue', answer).on('checkExpectation', answer);
    server.on('clientError', reject);
    server.emit('connection', socket);
  });
  socket.destroy();
  return Promise.all(seen);
}

describe('node:http reads the requests we accept', () => {
  const accepted = requestCorpus.filter(
    ({ bytes, code }) =>
      code === null &&
      runRequests(Buffer.from(bytes, 'latin1')).messages.every((message) => !isNamedException(message.line)),
  );
  it.each(accepted)('$name', async ({ bytes }) => {
    const input = Buffer.from(bytes, 'latin1');
    const { messages } = runRequests(input);
    const ours = messages.map(({ line, fields, body, trailers }) => ({
      line,
      fields,
      body,
      trailers,
    }));
    // Ours stops where the connection has to close.
    const until = input.subarray(0, messages.at(-1)?.endAt);
    expect(await readByServer(until, ours.length)).toEqual(ours);
  });
});

function readByClient(bytes: Buffer, method: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      method,
      host: 'h',
      insecureHTTPParser: false,
      maxHeaderSize: 1 << 20,
      createConnection: () => socketSaying(bytes, true) as never,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const line = `${response.statusCode} ${response.statusMessage} ${response.httpVersionMinor}`;
      seenOf(response, line).then(resolve, reject);
    });
    request.end();
  });
}

describe('node:http reads the answers we accept', () => {
  const accepted = responseCorpus.filter(({ bytes, code, asked }) => {
    const run = runResponses(Buffer.from(bytes, 'latin1'), asked);
    return code === null && asked.asksUpgrade !== true && run.messages.every((message) => !message.isHttp09);
  });
  it.each(accepted)('$name', async ({ bytes, asked }) => {
    const input = Buffer.from(bytes, 'latin1');
    const ours = runResponses(input, asked).messages.find((message) => !/^1\d\d /.test(message.line));
    // A client reads one answer per connection: the first final one.
    const until = input.subarray(0, ours?.endAt ?? 0);
    const { line, fields, body, trailers } = ours ?? { line: '', fields: [], body: '', trailers: [] };
    expect(await readByClient(until, asked.methods[0] ?? 'GET')).toEqual({ line, fields, body, trailers });
  });
});
