import type { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { HeadLines } from '../wire/index.ts';

/** A write that the system did not take as a whole. Node looks at it then only. */
interface WriteRequest {
  oncomplete: (status: number) => void;
  /** Kept alive as long as the system may read from it. */
  buffer?: Uint8Array;
}

/** Node's handle of a connection, as far as it is used here. */
interface Handle {
  onread: (this: Handle, bytes: unknown) => unknown;
  reading: boolean;
  readStop(): number;
  writeLatin1String(request: WriteRequest, text: string): number;
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
}

/** What handles and Node's own JavaScript share. */
interface StreamWrap {
  readonly WriteWrap: new () => WriteRequest;
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

/** The longest text that Node writes from its stack, without memory of its own. */
const MOST_CHARACTERS = 16_384;

/**
 * `net.Socket` writes and reads through a stream, an object per write and some dozen calls around each system call: a
 * tenth of what a small exchange costs. Here the handle is used itself for what that is needed for, small texts and reads into
 * buffers of ours; everything else about a connection stays with its socket. Where this Node keeps its handles
 * elsewhere, and for TLS, sockets are used as ever.
 */
const shared = streamWrap();
const state = shared?.streamBaseState ?? new Int32Array(1);
const bytesAt = shared?.kReadBytesOrError ?? 0;
const asyncAt = shared?.kLastWriteWasAsync ?? 0;
/** Used until the system leaves one unfinished. */
let request = shared === null ? null : new shared.WriteWrap();

/** A head ready to be sent. */
export interface SentHead extends HeadLines {
  /** The bytes of the field lines where they have been sent before; null for lines that are new. */
  readonly fieldBytes: Uint8Array | null;
}

/** What is put together byte by byte is no longer than this: a longer text V8 writes faster. */
const MOST_BYTES = 2048;
const MOST_REST = 256;
/** Where short messages are put together, until the system leaves one unfinished. */
let block = new Uint8Array(MOST_BYTES);
/** The first so many bytes of the block: making one of these costs as much as putting the message together. */
let beginnings = noBeginnings();

/** Sends text over one socket, in order with what is written to the socket itself. */
export class TextSender {
  readonly #socket: Socket;
  /** Kept here: a socket's own state is spread over objects that are seldom in the cache. It refuses once it is closed. */
  readonly #handle: Handle | null;
  /** Whether the socket's stream was given something that it may still hold: what follows goes the same way. */
  #usesStream = false;
  #isUnfinished = false;
  #waiting: (() => void)[] = [];

  /** `socket` is connected, and nothing was written to it yet. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#handle = shared === null ? null : handleOf(socket);
  }

  /** Writes latin1 text. */
  send(text: string): void {
    const handle = this.#handle;
    if (
      handle === null ||
      request === null ||
      text.length > MOST_CHARACTERS ||
      this.#isUnfinished ||
      (this.#usesStream && !this.#hasStreamEmptied())
    ) {
      this.stream().write(text, 'latin1');
      return;
    }
    const error = handle.writeLatin1String(request, text);
    if (error !== 0) this.#socket.destroy(writeError(error));
    else if (state[asyncAt] !== 0) this.#awaitRest();
  }

  /**
   * Writes a head and latin1 text behind it. Joined to one string, both would be copied twice on their way to the system, and
   * the string be left to the garbage collector.
   */
  sendHead(head: SentHead, rest: string): void {
    const { startLine, fieldLines, fieldBytes } = head;
    const handle = this.#handle;
    const bytes = startLine.length + fieldLines.length + rest.length;
    if (
      fieldBytes === null ||
      handle === null ||
      request === null ||
      bytes > MOST_BYTES ||
      rest.length > MOST_REST ||
      this.#isUnfinished ||
      this.#usesStream
    ) {
      this.send(startLine + fieldLines + rest);
      return;
    }
    putText(startLine, 0);
    block.set(fieldBytes, startLine.length);
    putText(rest, startLine.length + fieldBytes.length);
    const message = beginningOf(bytes);
    const error = handle.writeBuffer(request, message);
    if (error !== 0) this.#socket.destroy(writeError(error));
    else if (state[asyncAt] !== 0) {
      request.buffer = message;
      block = new Uint8Array(MOST_BYTES);
      beginnings = noBeginnings();
      this.#awaitRest();
    }
  }

  /** The socket, for what is written or ended otherwise; what is sent afterwards keeps the order. */
  stream(): Socket {
    this.#usesStream = true;
    return this.#socket;
  }

  /** Whether the system has not taken everything yet, whoever wrote it. */
  get isSending(): boolean {
    return this.#isUnfinished || this.#socket.writableLength > 0;
  }

  /** Whether the writer should wait for the socket's `drain`. */
  get isFull(): boolean {
    return this.#isUnfinished || this.#socket.writableNeedDrain;
  }

  /** Calls back when the system has taken what was written until now; never if the connection breaks before. */
  whenSent(then: () => void): void {
    const socket = this.#socket;
    if (this.#isUnfinished) this.#waiting.push(() => this.whenSent(then));
    else if (socket.writableLength === 0) {
      if (!socket.destroyed) then();
    } else if (socket.writableEnded) socket.once('finish', then);
    else
      socket.write('', (error) => {
        if (error === null || error === undefined) then();
      });
  }

  #hasStreamEmptied(): boolean {
    const socket = this.#socket;
    if (socket.writableLength > 0 || !socket.writable) return false;
    this.#usesStream = false;
    return true;
  }

  /** The handle goes on by itself, and so does the socket with what is written to it meanwhile. */
  #awaitRest(): void {
    const unfinished = request as WriteRequest;
    request = shared === null ? null : new shared.WriteWrap();
    this.#isUnfinished = true;
    unfinished.oncomplete = (status) => this.#restTaken(status);
  }

  #restTaken(status: number): void {
    this.#isUnfinished = false;
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (status < 0) {
      socket.destroy(writeError(status));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) then();
    // Who saw `isFull` waits for this; what was written to the socket meanwhile comes first.
    this.whenSent(() => {
      if (!this.isSending) socket.emit('drain');
    });
  }
}

function noBeginnings(): (Uint8Array | null)[] {
  return new Array<Uint8Array | null>(MOST_BYTES + 1).fill(null);
}

function beginningOf(bytes: number): Uint8Array {
  const known = beginnings[bytes] as Uint8Array | null;
  if (known !== null) return known;
  const made = block.subarray(0, bytes);
  beginnings[bytes] = made;
  return made;
}

function putText(text: string, at: number): void {
  for (let i = 0; i < text.length; i++) block[at + i] = text.charCodeAt(i);
}

/** Who reads, and where to. */
export interface DirectReader {
  /** Where the next read goes; may change during `onRead` only. */
  readonly buffer: Uint8Array;
  /** That many bytes lie in the buffer; false stops the reading until the socket is resumed. */
  onRead(bytes: number): boolean;
}

/** Has the reads of a socket that was made with `onread`, and the same buffer, come here at once. */
export function readDirectly(socket: Socket, reader: DirectReader): void {
  const handle = handleOf(socket);
  if (shared === null || handle === null) return;
  const { onread } = handle;
  handle.onread = function (this: Handle, bytes: unknown): unknown {
    const count = state[bytesAt] as number;
    // The end, and errors, are the socket's business.
    if (count <= 0 || socket.destroyed) return onread.call(this, bytes);
    const { buffer } = reader;
    if (!reader.onRead(count)) {
      handle.reading = false;
      if (!socket.destroyed) handle.readStop();
    }
    return reader.buffer === buffer ? undefined : reader.buffer;
  };
}

function handleOf(socket: Socket): Handle | null {
  const { _handle: handle, encrypted } = socket as unknown as {
    readonly _handle?: Handle | null;
    readonly encrypted?: boolean;
  };
  if (encrypted === true || typeof handle?.writeLatin1String !== 'function') return null;
  return typeof handle.writeBuffer === 'function' ? handle : null;
}

function writeError(error: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(error);
  return Object.assign(new Error(`write ${code}`), { errno: error, code, syscall: 'write' });
}

/** Node's typings leave it out, and its documentation promises nothing: so each part is looked at. */
function streamWrap(): StreamWrap | null {
  const { binding } = process as unknown as { readonly binding?: (name: string) => Partial<StreamWrap> };
  try {
    const found = binding?.call(process, 'stream_wrap');
    const isAsKnown =
      typeof found?.WriteWrap === 'function' &&
      found.streamBaseState instanceof Int32Array &&
      typeof found.kReadBytesOrError === 'number' &&
      typeof found.kLastWriteWasAsync === 'number';
    return isAsKnown ? (found as StreamWrap) : null;
  } catch {
    return null;
  }
}
