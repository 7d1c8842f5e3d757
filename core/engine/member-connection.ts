import type { Socket } from 'node:net';
import { type Limits, type ResponseHead, ResponseReader, type ResponseSink } from '../wire/index.ts';
import { LastAnswer } from './client-answer.ts';
import { monotonicMs } from './clock.ts';
import { type Deadlined, NO_DEADLINE } from './deadlines.ts';
import { type DirectReader, readDirectly } from './direct-io.ts';
import { INLINE_BYTES, MessageWriter } from './message-writer.ts';
import { copyBytes, natives } from './natives.ts';
import { giveReadBuffer, takeReadBuffer } from './read-buffers.ts';
import { MOST_WAITING_BYTES, type Turn, type WaitingReader } from './turn.ts';

/** Who uses a member connection at the moment: one try of one exchange, or a tunnel. */
export interface MemberConnectionUser extends ResponseSink {
  /** Everything that one read brought has been reported. */
  onMemberRead(): void;
  /** What was written has gone out: more may be written. */
  onMemberDrained(): void;
  /** The connection is gone before its work was done. `error` is null when the member just closed it. */
  onMemberGone(error: NodeJS.ErrnoException | null): void;
  /** Nothing moved for the time allowed. */
  onMemberTimeout(): void;
  /** Bytes after a 101: `bytes` is only valid during the call unless `keepBuffer` is called. */
  onTunnelBytes(bytes: Uint8Array, start: number, end: number): void;
  /** The member closed its half of a tunnel. */
  onTunnelEnd(): void;
}

/** What the pool wants to know of its connections. */
export interface MemberConnectionOwner {
  onConnectionClosed(connection: MemberConnection): void;
}

/**
 * One connection to a member, with its reader. Small answers are read into a buffer that all share, large ones into one of
 * its own; whoever must keep their bytes for longer than the call takes it over with `keepBuffer` and gives it back later.
 */
export class MemberConnection implements ResponseSink, Deadlined, WaitingReader, DirectReader {
  readonly owner: MemberConnectionOwner;
  readonly reader: ResponseReader;
  readonly lastAnswer = new LastAnswer();
  socket!: Socket;
  writer!: MessageWriter;
  user: MemberConnectionUser | null = null;
  deadlineMs = NO_DEADLINE;
  /** Requests carried so far. */
  carried = 0;
  idleSinceMs = 0;
  isClosed = false;
  /** False once something happened after which the connection must not carry another request. */
  isReusable = true;
  #buffer: Uint8Array;
  /** Something large came since the buffer was last thought superfluous. */
  #isBulk = false;
  readonly #turn: Turn;
  /** Bytes that are looked at before the turn's end, and where they lie. */
  #waitingIn: Uint8Array;
  #waitingAt = 0;
  #waitingBytes = 0;
  #isPaused = false;
  #memberEnded = false;

  constructor(owner: MemberConnectionOwner, limits: Limits, turn: Turn) {
    this.owner = owner;
    this.#turn = turn;
    this.#buffer = turn.readBuffer;
    this.#waitingIn = turn.readBuffer;
    this.reader = new ResponseReader(this, natives, limits);
  }

  /** `net.connect`'s `onread.buffer`: where the next read goes. */
  readonly nextBuffer = (): Uint8Array => this.#buffer;

  /** Where reads go at the moment. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** `net.connect`'s `onread.callback`: bytes have come. False stops the reading. */
  readonly onRead = (bytes: number): boolean => {
    this.takeWaiting();
    const buffer = bytes > INLINE_BYTES ? this.#ownBuffer(bytes) : this.#bufferOfLittle(bytes);
    // What nobody asked for ends the connection before somebody can be given it, and take the bytes for an answer.
    const mayWait = bytes <= MOST_WAITING_BYTES && this.user !== null && this.reader.state !== 'detached';
    if (mayWait) this.#wait(buffer, bytes);
    else this.take(buffer, 0, bytes);
    return !this.#isPaused;
  };

  /** Looks at what was read in this turn, if that has not been done. */
  takeWaiting(): void {
    const bytes = this.#waitingBytes;
    if (bytes === 0) return;
    this.#waitingBytes = 0;
    this.take(this.#waitingIn, this.#waitingAt, this.#waitingAt + bytes);
  }

  /** Has the bytes looked at when the turn comes to it: which may be now. */
  #wait(buffer: Uint8Array, bytes: number): void {
    this.#waitingIn = buffer;
    this.#waitingAt = 0;
    this.#waitingBytes = bytes;
    if (this.#turn.takeAtOnce(this)) return;
    const at = this.#turn.keep(buffer, bytes);
    if (at < 0) {
      this.takeWaiting();
      return;
    }
    this.#waitingIn = this.#turn.room;
    this.#waitingAt = at;
    this.#turn.memberWaits(this);
  }

  /** Bytes of a socket that can't read into our buffer (TLS). */
  take(buffer: Uint8Array, start: number, end: number): void {
    const { user, reader } = this;
    if (user === null) {
      // Nobody asked: what follows could be taken for the next answer.
      if (!this.isClosed) this.destroy();
      return;
    }
    if (this.deadlineMs !== NO_DEADLINE) this.deadlineMs = monotonicMs() + this.timeoutMs;
    const used = reader.push(buffer, start, end);
    if (used < end) {
      // A 101 has made the tunnel the user.
      if (reader.state === 'detached') this.user?.onTunnelBytes(buffer, used, end);
      else this.isReusable = false;
    }
    user.onMemberRead();
  }

  /** How long nothing may move while something is awaited. */
  timeoutMs = 0;

  /** Starts waiting for the member, or starts anew. */
  await(timeoutMs: number): void {
    this.timeoutMs = timeoutMs;
    this.deadlineMs = monotonicMs() + timeoutMs;
  }

  stopWaiting(): void {
    this.deadlineMs = NO_DEADLINE;
  }

  /** Bytes from here on may still be written from when this read is over: they must not lie in the shared buffer. */
  #ownBuffer(bytes: number): Uint8Array {
    this.#isBulk = true;
    if (this.#buffer === this.#turn.readBuffer) {
      this.#buffer = takeReadBuffer();
      copyBytes(this.#turn.readBuffer, 0, bytes, this.#buffer, 0);
    }
    return this.#buffer;
  }

  /** With the second small answer in a row the connection no longer needs a buffer of its own. */
  #bufferOfLittle(bytes: number): Uint8Array {
    const buffer = this.#buffer;
    const { state } = this.reader;
    if (buffer === this.#turn.readBuffer || state === 'body' || state === 'detached') return buffer;
    if (this.#isBulk) {
      this.#isBulk = false;
      return buffer;
    }
    copyBytes(buffer, 0, bytes, this.#turn.readBuffer, 0);
    this.#buffer = this.#turn.readBuffer;
    giveReadBuffer(buffer);
    return this.#turn.readBuffer;
  }

  /** Takes the buffer of the current read over, so that it may be written from; `giveReadBuffer` ends that. */
  keepBuffer(): Uint8Array {
    const kept = this.#buffer;
    this.#buffer = takeReadBuffer();
    return kept;
  }

  /** Whether `buffer` is the one that this connection reads into. */
  ownsBuffer(buffer: Uint8Array): boolean {
    return buffer === this.#buffer;
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.socket.resume();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Listens to the socket; call once. */
  attach(socket: Socket): void {
    this.socket = socket;
    this.writer = new MessageWriter(socket);
    readDirectly(socket, this);
    socket.on('end', () => this.#onEnd());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.takeWaiting();
      this.#onGone(error);
    });
    socket.on('close', () => {
      this.takeWaiting();
      this.#onGone(null);
    });
    socket.on('drain', () => this.user?.onMemberDrained());
  }

  destroy(): void {
    this.user = null;
    this.#onGone(null);
  }

  /** As `destroy`, and whoever uses the connection hears of it. */
  cut(): void {
    this.#onGone(null);
  }

  onDeadline(): void {
    if (this.user === null) this.destroy();
    else this.user.onMemberTimeout();
  }

  onInterimResponse(head: ResponseHead, count: number): void {
    this.user?.onInterimResponse(head, count);
  }

  onResponseHead(head: ResponseHead): void {
    this.user?.onResponseHead(head);
  }

  onResponseBody(chunk: Uint8Array, start: number, end: number): void {
    this.user?.onResponseBody(chunk, start, end);
  }

  onResponseEnd(trailers: readonly string[]): void {
    this.user?.onResponseEnd(trailers);
  }

  onResponseError(error: Parameters<ResponseSink['onResponseError']>[0]): void {
    this.isReusable = false;
    this.user?.onResponseError(error);
  }

  #onEnd(): void {
    this.takeWaiting();
    this.#memberEnded = true;
    this.isReusable = false;
    const { user, reader } = this;
    if (user === null) {
      this.destroy();
      return;
    }
    if (reader.state === 'detached') {
      user.onTunnelEnd();
      return;
    }
    reader.finish();
    user.onMemberRead();
    // `finish` is silent where nothing was awaited; then nothing will come either.
    if (this.user === user && !this.isClosed) this.#onGone(null);
  }

  get memberEnded(): boolean {
    return this.#memberEnded;
  }

  #onGone(error: NodeJS.ErrnoException | null): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.isReusable = false;
    this.#waitingBytes = 0;
    this.deadlineMs = NO_DEADLINE;
    const { user } = this;
    this.user = null;
    // A buffer that libuv may still write into or from is left to the garbage collector.
    if (!this.writer.isSending && error === null) this.#giveBufferBack();
    this.socket.destroy();
    this.owner.onConnectionClosed(this);
    user?.onMemberGone(error);
  }

  #giveBufferBack(): void {
    const buffer = this.#buffer;
    if (buffer === this.#turn.readBuffer) return;
    // After 'close' or destroy() libuv reads nothing more, but it may be in the middle of our own callback.
    setImmediate(giveReadBuffer, buffer);
  }
}
