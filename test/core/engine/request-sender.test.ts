import { describe, expect, it } from 'vitest';
import type { AttemptHost, OutgoingRequest } from '../../../core/engine/attempt-host.ts';
import type { MemberConnection } from '../../../core/engine/member-connection.ts';
import { giveReadBuffer, takeReadBuffer } from '../../../core/engine/read-buffers.ts';
import { RequestBody } from '../../../core/engine/request-body.ts';
import { RequestSender } from '../../../core/engine/request-sender.ts';

const REQUEST: OutgoingRequest = {
  method: 'POST',
  startLine: 'POST / HTTP/1.1\r\n',
  fieldLines: 'Host: site.test\r\nTransfer-Encoding: chunked\r\n\r\n',
  fieldBytes: null,
  asksUpgrade: false,
  isChunked: true,
  pingMs: null,
};

/** A sender to a connection whose system takes everything at once until `fill` is called. */
function startSender(body: RequestBody): { readonly sender: RequestSender; fill(): void; drain(): void } {
  const writer = {
    isSending: false,
    isFull: false,
    takesAll: true,
    head: () => undefined,
    flush: () => undefined,
    lastChunk: () => undefined,
    body: () => {
      writer.isSending = !writer.takesAll;
      return writer.isSending;
    },
  };
  const connection = {
    writer,
    carried: 0,
    reader: { begin: () => undefined },
    await: () => undefined,
    stopWaiting: () => undefined,
  };
  const host = {
    body,
    head: { expectsContinue: false },
    turn: { flushLater: () => undefined },
    // What the client's reads lent for the first piece is no longer theirs to lend.
    client: { lend: () => null, blockBody: () => undefined, unblockBody: () => undefined },
  };
  const sender = new RequestSender(
    host as unknown as AttemptHost,
    connection as unknown as MemberConnection,
    null,
    REQUEST,
    60_000,
  );
  sender.begin({ onPingTimeout: () => undefined });
  return {
    sender,
    fill: () => {
      writer.takesAll = false;
    },
    drain: () => {
      writer.isSending = false;
      sender.onDrained();
    },
  };
}

/** Whether somebody who reads now would be given this buffer. */
function isFree(buffer: Uint8Array): boolean {
  const taken = takeReadBuffer();
  giveReadBuffer(taken);
  return taken === buffer;
}

describe('the buffer in which the beginning of a body was read', () => {
  it('is not read into again while a later piece in it is being sent', () => {
    const body = new RequestBody();
    const buffer = takeReadBuffer();
    const pieces = Buffer.from(buffer.buffer, buffer.byteOffset, 60_000);
    body.hold(pieces.subarray(0, 20_000), buffer);
    const { sender, fill, drain } = startSender(body);
    fill();
    sender.body(pieces.subarray(20_000));
    expect(isFree(buffer)).toBe(false);
    drain();
    expect(isFree(buffer)).toBe(true);
    sender.end();
  });

  it('comes back at the end when the system took everything at once', () => {
    const body = new RequestBody();
    const buffer = takeReadBuffer();
    body.hold(Buffer.from(buffer.buffer, buffer.byteOffset, 20_000), buffer);
    const { sender } = startSender(body);
    sender.finish();
    expect(isFree(buffer)).toBe(false);
    sender.end();
    expect(isFree(buffer)).toBe(true);
  });

  it('is left alone at the end when the system may still read from it', () => {
    const body = new RequestBody();
    const buffer = takeReadBuffer();
    const pieces = Buffer.from(buffer.buffer, buffer.byteOffset, 60_000);
    body.hold(pieces.subarray(0, 20_000), buffer);
    const { sender, fill } = startSender(body);
    fill();
    sender.body(pieces.subarray(20_000));
    sender.end();
    expect(isFree(buffer)).toBe(false);
  });
});
