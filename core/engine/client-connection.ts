import type { Socket } from 'node:net';
import { type RequestHead, RequestReader, type RequestSink, type WireError } from '../wire/index.ts';
import { ClientEnding, LINGER_MS } from './client-ending.ts';
import { ClientReads, type ClientReadsOwner } from './client-reads.ts';
import type { ClientConnectionOwner, ClientTunnel } from './client-sides.ts';
import { readingInto } from './client-socket.ts';
import { monotonicMs } from './clock.ts';
import { type Deadlined, NO_DEADLINE } from './deadlines.ts';
import { Exchange } from './exchange.ts';
import { LastTracked } from './last-tracked.ts';
import { LastMemberFields } from './member-request.ts';
import { MessageWriter } from './message-writer.ts';
import { natives, viewOf } from './natives.ts';
import { TIMED_OUT, UNREADABLE } from './unreadable-request.ts';

/** A first request must have come so long after the connection, and each head so long after its first byte. */
const HEAD_MS = 20_000;
/** Apache's KeepAliveTimeout: how long a connection may wait for its next request. */
const KEEP_ALIVE_MS = 5000;
/** Apache's Timeout: how long a client may keep us waiting for body bytes, or for room to write. */
const CLIENT_MS = 60_000;

type Phase = 'open' | 'lingering' | 'closed';

/**
 * One client connection: reads requests one at a time, holds back what is pipelined until the answer before it has left,
 * and knows when to give up waiting. What becomes of a request is the `Exchange`'s business.
 */
export class ClientConnection implements RequestSink, Deadlined, ClientReadsOwner {
  readonly owner: ClientConnectionOwner;
  readonly socket: Socket;
  readonly writer: MessageWriter;
  readonly lastMemberFields = new LastMemberFields();
  readonly lastTracked = new LastTracked();
  readonly remoteAddress: string;
  readonly isTls: boolean;
  deadlineMs = NO_DEADLINE;
  /** Requests begun on this connection, the current one included. */
  requests = 0;
  /** True when the current answer is the last one: the listener closes, or the client can't be followed any more. */
  mustClose = false;
  readonly #reader: RequestReader;
  readonly #ending: ClientEnding;
  #phase: Phase = 'open';
  #exchange: Exchange | null = null;
  #tunnel: ClientTunnel | null = null;
  /** Bytes of later requests. While there are any the socket is paused. */
  #rest: Buffer | null = null;
  #isBodyBlocked = false;
  #isPaused = false;
  #isPumping = false;
  #isInHead = false;
  #clientEnded = false;
  readonly #reads: ClientReads;

  /** `accepted` comes from a server with `pauseOnConnect`, or from TLS. */
  constructor(owner: ClientConnectionOwner, accepted: Socket, isTls: boolean) {
    this.owner = owner;
    this.#reads = new ClientReads(this, owner.surroundings.turn);
    const reading = isTls ? null : readingInto(accepted, this.#reads);
    const socket = reading ?? accepted;
    this.socket = socket;
    this.isTls = isTls;
    this.writer = new MessageWriter(socket);
    this.#ending = new ClientEnding(socket, this.writer, isTls);
    this.#reader = new RequestReader(this, natives);
    // Apache names an IPv4 client by its IPv4 address on a dual-stack listener, too.
    this.remoteAddress = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    this.deadlineMs = monotonicMs() + HEAD_MS;
    owner.surroundings.deadlines.add(this);
    if (reading === null) socket.on('data', (bytes: Buffer) => this.#reads.takeOwn(bytes));
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#onDrain());
    socket.on('error', () => this.#onBroken());
    socket.on('close', () => this.#onBroken());
    socket.resume();
  }

  /** Nothing is being asked or answered here. */
  get isIdle(): boolean {
    return this.#exchange === null && this.#tunnel === null && this.#reader.state === 'idle';
  }

  /** What the client would lose if this connection ended now. Our own talk with a page that is followed is nothing. */
  get inFlight(): 'request' | 'tunnel' | null {
    if (this.#tunnel !== null) return this.#tunnel.isOurs ? null : 'tunnel';
    return this.#exchange === null ? null : 'request';
  }

  /** It was answered with 101: it ends when one of its sides wants to, which may be never. */
  get isTunnel(): boolean {
    return this.#tunnel !== null;
  }

  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** The client closed its half: it can still read. */
  get clientEnded(): boolean {
    return this.#clientEnded;
  }

  /** The listener closes: now if nothing is going on, else after the current answer. */
  closeSoon(): void {
    this.mustClose = true;
    // A request that was read in this turn is under way.
    this.#reads.takeWaiting();
    if (this.isIdle && this.#phase === 'open') this.closeGently();
  }

  /** Ends at once, whatever is under way. */
  destroy(): void {
    this.socket.destroy();
    this.#onGone();
  }

  /** Body bytes can't be taken at the moment: stop reading until `unblockBody`. */
  blockBody(): void {
    this.#isBodyBlocked = true;
    this.#steer();
  }

  unblockBody(): void {
    if (!this.#isBodyBlocked) return;
    this.#isBodyBlocked = false;
    this.#steer();
  }

  /** The client must take what was written, in time. */
  awaitRoom(): void {
    this.deadlineMs = monotonicMs() + CLIENT_MS;
  }

  /** The exchange is over and its answer has left: go on with the next request, or close. */
  exchangeEnded(mayContinue: boolean): void {
    this.#exchange = null;
    if (this.#phase !== 'open') return;
    if (!mayContinue || this.mustClose || (this.#clientEnded && this.#rest === null)) {
      this.closeGently();
      return;
    }
    this.#isBodyBlocked = false;
    // Inside `#pump` the loop there goes on by itself; recursion would be as deep as the client pipelines.
    if (!this.#isPumping) this.#nextRequest();
  }

  /** From now on bytes go to the tunnel, those already read first. */
  beginTunnel(tunnel: ClientTunnel): void {
    this.#tunnel = tunnel;
    this.#exchange = null;
    this.#reader.detach();
    this.deadlineMs = NO_DEADLINE;
    this.#isBodyBlocked = false;
    const rest = this.#rest;
    this.#rest = null;
    this.#steer();
    if (rest !== null) tunnel.onClientBytes(rest);
  }

  /** Ends our side after what was written, and reads on for a while, lest a reset destroys the answer (RFC 9112 §9.6). */
  closeGently(): void {
    if (this.#phase !== 'open') return;
    this.#phase = 'lingering';
    this.#ending.gently(this.#clientEnded);
    this.#rest = null;
    this.#isBodyBlocked = false;
    this.#steer();
    this.deadlineMs = monotonicMs() + LINGER_MS;
  }

  /** Cuts the connection, so that the client can tell a broken answer from a complete one. */
  abort(isEndOfAnswer: boolean): void {
    this.#ending.abruptly(isEndOfAnswer);
    this.#onGone();
  }

  onRequestHead(head: RequestHead): void {
    this.requests += 1;
    this.#isInHead = false;
    this.deadlineMs = NO_DEADLINE;
    this.#exchange = new Exchange(this, this.owner.surroundings, head);
    this.#exchange.onHead();
  }

  onRequestBody(chunk: Uint8Array, start: number, end: number): void {
    this.#exchange?.onRequestBody(viewOf(chunk, start, end));
  }

  onRequestEnd(trailers: readonly string[]): void {
    this.deadlineMs = NO_DEADLINE;
    this.#exchange?.onRequestEnd(trailers);
  }

  onRequestError(error: WireError): void {
    if (this.#phase !== 'open') return;
    if (this.#exchange !== null) {
      this.#exchange.onRequestError(error);
      return;
    }
    this.mustClose = true;
    this.requests += 1;
    const exchange = new Exchange(this, this.owner.surroundings, UNREADABLE);
    this.#exchange = exchange;
    exchange.onRequestError(error);
  }

  onDeadline(): void {
    if (this.#phase !== 'open') {
      this.socket.destroy();
      this.#onGone();
      return;
    }
    const exchange = this.#exchange;
    if (exchange !== null) {
      exchange.onClientTimeout();
      return;
    }
    // A head that never ends is told so; a connection that never asked is just closed.
    if (this.#isInHead) this.onRequestError(TIMED_OUT);
    else this.closeGently();
  }

  get bodyLeft(): number {
    return this.#exchange === null ? 0 : this.#exchange.bodyLeft;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** See `ClientReads`. */
  keep(bytes: Buffer): Buffer {
    return this.#reads.keep(bytes);
  }

  /** See `ClientReads`. */
  lend(): Uint8Array | null {
    return this.#reads.lend();
  }

  onBytes(chunk: Uint8Array, start: number, end: number): void {
    if (this.#phase === 'lingering') {
      this.#ending.linger(end - start);
      return;
    }
    if (this.#phase === 'closed') return;
    if (this.#tunnel !== null) {
      this.#tunnel.onClientBytes(this.keep(viewOf(chunk, start, end)));
      return;
    }
    if (this.#rest !== null) {
      this.#rest = Buffer.concat([this.#rest, viewOf(chunk, start, end)]);
      return;
    }
    this.#pump(chunk, start, end);
  }

  #pump(chunk: Uint8Array, start: number, end: number): void {
    const reader = this.#reader;
    let at = start;
    this.#isPumping = true;
    for (;;) {
      at = reader.push(chunk, at, end);
      if (this.#phase !== 'open') break;
      if (reader.state !== 'ended' || this.#exchange !== null) break;
      reader.next();
      this.deadlineMs = monotonicMs() + KEEP_ALIVE_MS;
      if (at === end) break;
    }
    this.#isPumping = false;
    if (this.#phase !== 'open') return;
    if (at < end) {
      const rest = this.keep(viewOf(chunk, at, end));
      if (this.#tunnel !== null) {
        this.#tunnel.onClientBytes(rest);
        return;
      }
      this.#rest = rest;
    }
    this.#steer();
    if (this.#exchange === null) this.#awaitHead();
    else if (reader.state === 'body' && !this.#isBodyBlocked) this.deadlineMs = monotonicMs() + CLIENT_MS;
  }

  #nextRequest(): void {
    this.#reader.next();
    this.deadlineMs = monotonicMs() + KEEP_ALIVE_MS;
    const rest = this.#rest;
    this.#rest = null;
    if (rest !== null) this.#reads.takeOwn(rest);
    if (this.#rest === null && this.#exchange === null && this.#clientEnded) {
      this.closeGently();
      return;
    }
    this.#steer();
  }

  #awaitHead(): void {
    if (this.#reader.state !== 'head' || this.#isInHead) return;
    this.#isInHead = true;
    this.deadlineMs = monotonicMs() + HEAD_MS;
  }

  #steer(): void {
    const wantsPause = this.#isBodyBlocked || this.#rest !== null;
    if (wantsPause === this.#isPaused) return;
    this.#isPaused = wantsPause;
    if (wantsPause) {
      this.socket.pause();
      if (this.#reader.state === 'body') this.deadlineMs = NO_DEADLINE;
    } else {
      this.socket.resume();
    }
  }

  /**
   * The client closed its half. After its last request (HTTP/1.0, Connection: close, or more pipelined) that is allowed and
   * the answer still goes out. A client that could have gone on asking only closes when it leaves, and nothing but
   * this tells so: its request ends now.
   */
  #onEnd(): void {
    this.#reads.takeWaiting();
    this.#clientEnded = true;
    if (this.#phase === 'lingering') return void this.#ending.bothEnded();
    if (this.#phase === 'closed') return;
    if (this.#tunnel !== null) {
      this.#tunnel.onClientEnd();
      return;
    }
    const exchange = this.#exchange;
    if (exchange === null) {
      this.closeGently();
      return;
    }
    if (!exchange.isRequestComplete) {
      this.#reader.finish();
      if (this.#exchange !== null) this.#leave();
      return;
    }
    if (exchange.isLastRequest || this.#rest !== null) this.mustClose = this.#rest === null;
    else this.#leave();
  }

  #leave(): void {
    this.socket.destroy();
    this.#onGone();
  }

  #onDrain(): void {
    if (this.#tunnel !== null) {
      this.#tunnel.onClientDrained();
      return;
    }
    this.#exchange?.onClientDrained();
  }

  /** What came before the connection broke was asked all the same: a page's last word is sent so (sendBeacon). */
  #onBroken(): void {
    this.#reads.takeWaiting();
    this.#onGone();
  }

  #onGone(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.deadlineMs = NO_DEADLINE;
    this.owner.surroundings.deadlines.remove(this);
    this.#rest = null;
    const exchange = this.#exchange;
    const tunnel = this.#tunnel;
    this.#exchange = null;
    this.#tunnel = null;
    this.owner.onClientClosed(this);
    tunnel?.onClientGone();
    exchange?.onClientGone();
  }
}
