import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

import { readDirectly, type SentHead, TextSender } from '../../../core/engine/direct-io.ts';
import { bytesOfText } from '../../../core/engine/natives.ts';

const opened: Socket[] = [];

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** Both ends of a TCP connection. `theirs` does not read yet. */
async function pair(options: object = {}): Promise<{ ours: Socket; theirs: Socket }> {
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ours = connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options });
  const [[theirs]] = await Promise.all([once(server, 'connection'), once(ours, 'connect')]);
  server.close();
  opened.push(ours, theirs as Socket);
  return { ours, theirs: theirs as Socket };
}

async function allOf(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => parts.push(bytes));
  socket.resume();
  await once(socket, 'end');
  return Buffer.concat(parts).toString('latin1');
}

describe('text sent past the stream', () => {
  it('arrives as latin1, without the socket having seen it', async () => {
    const { ours, theirs } = await pair();
    const sender = new TextSender(ours);
    sender.send('caf\xe9');
    expect([ours.writableLength, sender.isSending]).toEqual([0, false]);
    ours.end();
    expect(await allOf(theirs)).toBe('caf\xe9');
  });

  it('is in order with what the socket writes, whoever is faster, and says when the system took it', async () => {
    const { ours, theirs } = await pair();
    const sender = new TextSender(ours);
    let sent = '';
    let drains = 0;
    ours.on('drain', () => (drains += 1));
    const send = (at: number): void => {
      // Now and then more than the handle is given at once.
      const text = `${at} `.repeat(at % 7 === 0 ? 9000 : 1500);
      sent += text;
      if (at % 5 === 0) sender.stream().write(text, 'latin1');
      else sender.send(text);
    };
    for (let at = 0; !sender.isFull || at < 50; at++) send(at);
    expect(sender.isSending).toBe(true);
    const taken = new Promise<void>((resolve) => sender.whenSent(resolve));
    const received = allOf(theirs);
    await taken;
    expect([sender.isSending, sender.isFull]).toEqual([false, false]);
    await nextImmediate();
    expect(drains).toBeGreaterThan(0);
    sender.send('the end');
    ours.end();
    expect(await received).toBe(`${sent}the end`);
  });

  it('that is still being sent when the socket ends arrives before the end', async () => {
    const { ours, theirs } = await pair();
    const sender = new TextSender(ours);
    let sent = '';
    for (let at = 0; !sender.isSending; at++) {
      const text = `${at} `.repeat(2000);
      sent += text;
      sender.send(text);
    }
    ours.destroySoon();
    expect(await allOf(theirs)).toBe(sent);
  });

  it('to a broken connection: the socket fails as it would by itself', async () => {
    const { ours, theirs } = await pair();
    // Not reading, it does not hear of the reset otherwise.
    ours.pause();
    const sender = new TextSender(ours);
    theirs.resetAndDestroy();
    await once(theirs, 'close');
    const failed = once(ours, 'error');
    while (!ours.destroyed) {
      sender.send('x');
      await nextImmediate();
    }
    const [error] = (await failed) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/^(EPIPE|ECONNRESET)$/);
    // Nobody hears of what is sent from now on.
    sender.send('x');
    await nextImmediate();
    expect(sender.isSending).toBe(false);
  });
});

describe('heads that are sent again', () => {
  const headOf = (startLine: string, fieldLines: string): SentHead => ({
    startLine,
    fieldLines,
    fieldBytes: bytesOfText(fieldLines),
  });
  const fields = 'X: caf\xe9\r\n\r\n';

  it.each([
    ['short', 'GET /\xfc HTTP/1.1\r\n', fields, ''],
    ['with what follows', 'HTTP/1.1 200 OK\r\n', fields, 'caf\xe9'.repeat(20)],
    ['with much that follows', 'HTTP/1.1 200 OK\r\n', fields, 'caf\xe9'.repeat(1000)],
    ['long', 'GET / HTTP/1.1\r\n', fields.repeat(1000), 'x'],
  ])('arrive byte for byte: %s', async (_name, startLine, fieldLines, rest) => {
    const { ours, theirs } = await pair();
    const sender = new TextSender(ours);
    const head = headOf(startLine, fieldLines);
    sender.sendHead({ ...head, fieldBytes: null }, rest);
    sender.sendHead(head, rest);
    sender.send('|');
    sender.sendHead(head, rest);
    ours.end();
    const once = startLine + fieldLines + rest;
    expect(await allOf(theirs)).toBe(`${once}${once}|${once}`);
  });

  it('what the system does not take at once stays as it was while other messages are put together', async () => {
    const [slow, other] = [await pair(), await pair()];
    const [toSlow, toOther] = [new TextSender(slow.ours), new TextSender(other.ours)];
    let [sentToSlow, sentToOther] = ['', ''];
    for (let at = 0; !toSlow.isSending; at++) {
      const head = headOf(`GET /${at} HTTP/1.1\r\n`, `X: ${'s'.repeat(at % 900)}\r\n\r\n`);
      sentToSlow += head.startLine + head.fieldLines;
      toSlow.sendHead(head, '');
    }
    for (let at = 0; at < 100; at++) {
      const head = headOf(`GET /other${at} HTTP/1.1\r\n`, `X: ${'o'.repeat(at * 9)}\r\n\r\n`);
      sentToOther += head.startLine + head.fieldLines;
      toOther.sendHead(head, '');
      // In order with what could not be taken.
      sentToSlow += head.startLine + head.fieldLines;
      toSlow.sendHead(head, '');
    }
    slow.ours.end();
    other.ours.end();
    const [atSlow, atOther] = await Promise.all([allOf(slow.theirs), allOf(other.theirs)]);
    expect(atOther).toBe(sentToOther);
    expect(atSlow === sentToSlow).toBe(true);
  });
});

describe('reads past the stream', () => {
  it('come into the buffer, which may change; they pause and go on; the end is the socket’s', async () => {
    const first = Buffer.alloc(4);
    const second = Buffer.alloc(8);
    let text = '';
    let pauses = 0;
    const reader = {
      buffer: first as Uint8Array,
      onRead(bytes: number): boolean {
        text += Buffer.from(this.buffer.subarray(0, bytes)).toString('latin1');
        if (text.length >= 4) this.buffer = second;
        if (text.length < 12 || pauses > 0) return true;
        pauses += 1;
        ours.pause();
        setImmediate(() => ours.resume());
        return false;
      },
    };
    const never = (): boolean => {
      throw new Error('the stream was asked');
    };
    const { ours, theirs } = await pair({ onread: { buffer: () => first, callback: never } });
    readDirectly(ours, reader);
    const ended = once(ours, 'end');
    theirs.write('0123456789abcdefghij');
    theirs.end();
    await ended;
    expect([text, pauses, reader.buffer]).toEqual(['0123456789abcdefghij', 1, second]);
  });
});
