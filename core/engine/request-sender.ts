import { countTransferred, type MemberState } from '../decision/index.ts';
import { CHUNK_END, chunkHeader } from '../wire/index.ts';
import type { AttemptHost, OutgoingRequest } from './attempt-host.ts';
import type { MemberConnection } from './member-connection.ts';
import { LentBuffers } from './read-buffers.ts';

/** What a member's `CHUNK 0` and its blank line take; trailers aren't counted (APACHE.md §4.3). */
const LAST_CHUNK_BYTES = 5;

/** Who has a request sent. */
export interface RequestSenderOwner {
  /** The member did not answer `Expect: 100-continue` in time. */
  onPingTimeout(pingMs: number): void;
}

/**
 * The way of one request to one member: its head, with `ping=` the wait for 100, then its body as the client sends it.
 * While it is the member's turn to do something, its connection's time-out runs.
 */
export class RequestSender {
  readonly #host: AttemptHost;
  readonly #connection: MemberConnection;
  /** null for a plain target. */
  readonly #member: MemberState | null;
  readonly #request: OutgoingRequest;
  readonly #timeoutMs: number;
  #pingTimer: NodeJS.Timeout | null = null;
  #lent: LentBuffers | null = null;
  /** The head was sent and body bytes go straight through. */
  #isHandedOver = false;
  #isComplete = false;
  /** The member has begun to answer: from then on its answer is what is waited for. */
  isAnswered = false;

  constructor(
    host: AttemptHost,
    connection: MemberConnection,
    member: MemberState | null,
    request: OutgoingRequest,
    timeoutMs: number,
  ) {
    this.#host = host;
    this.#connection = connection;
    this.#member = member;
    this.#request = request;
    this.#timeoutMs = timeoutMs;
  }

  /** Everything has been written. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The member has the head, and 100 of it where that was asked for: it may take the body, and no other member will. */
  get isHandedOver(): boolean {
    return this.#isHandedOver;
  }

  /** Sends the head, and what there is of the body; with `ping=` the body waits for `handOver`. */
  begin(owner: RequestSenderOwner): void {
    const request = this.#request;
    const connection = this.#connection;
    const { writer } = connection;
    const { pingMs } = request;
    connection.carried += 1;
    connection.reader.begin(request.method, request.asksUpgrade);
    writer.head(request);
    this.#count(request.startLine.length + request.fieldLines.length);
    if (pingMs === null) {
      this.handOver();
      return;
    }
    connection.await(this.#timeoutMs);
    writer.flush();
    this.#pingTimer = setTimeout(() => owner.onPingTimeout(pingMs), pingMs);
  }

  /** The member has answered something. */
  stopPing(): void {
    if (this.#pingTimer === null) return;
    clearTimeout(this.#pingTimer);
    this.#pingTimer = null;
  }

  /** From here on the member has the request: no other will get it (APACHE.md §5.2). */
  handOver(): void {
    this.#isHandedOver = true;
    const { body, client } = this.#host;
    const { writer } = this.#connection;
    const parts = body.release();
    if (parts.length > 0) {
      for (const part of parts) this.#body(part);
      // Not given back at once: what follows in such a buffer may be about to be written from it, too.
      for (const buffer of body.takeLent()) this.#lend(buffer);
    }
    // A paused client could not be seen to leave.
    if (!writer.isFull) client.unblockBody();
    if (body.isComplete) this.finish();
    else this.#flush();
  }

  /** Sends on what the client sent; the client is held back while the member doesn't take it. */
  body(bytes: Buffer): void {
    const isLent = this.#body(bytes);
    const buffer = isLent ? this.#host.client.lend() : null;
    if (buffer !== null) this.#lend(buffer);
    this.#flush();
  }

  /** The client's request is complete. */
  finish(): void {
    this.#isComplete = true;
    const { writer } = this.#connection;
    if (this.#request.isChunked) {
      writer.lastChunk(this.#host.body.trailers);
      this.#count(LAST_CHUNK_BYTES);
    }
    this.#host.turn.flushLater(writer);
    this.#watch();
  }

  /** The system has taken what was written. */
  onDrained(): void {
    this.#lent?.giveBack();
  }

  /** More may be written. */
  goOn(): void {
    this.#watch();
    this.#host.client.unblockBody();
  }

  /** Nothing more is sent. */
  end(): void {
    this.stopPing();
    if (this.#lent === null) return;
    if (this.#connection.writer.isSending) this.#lent.forget();
    else this.#lent.giveBack();
  }

  /** True when the socket still writes from `bytes`. */
  #body(bytes: Buffer): boolean {
    const { isChunked } = this.#request;
    const size = bytes.length;
    this.#count(isChunked ? size + chunkHeader(size).length + CHUNK_END.length : size);
    return this.#connection.writer.body(bytes, 0, size, isChunked);
  }

  #lend(buffer: Uint8Array): void {
    this.#lent ??= new LentBuffers();
    this.#lent.add(buffer);
  }

  #flush(): void {
    const { writer } = this.#connection;
    writer.flush();
    this.#watch();
    if (writer.isFull) this.#host.client.blockBody();
  }

  /** The member has its time from the last byte it was sent; while it's the client's turn nobody can be late but the client. */
  #watch(): void {
    if (this.isAnswered) return;
    const connection = this.#connection;
    const { head, body } = this.#host;
    const awaitsContinue = head.expectsContinue && body.receivedBytes === 0;
    const isMembersTurn = this.#isComplete || awaitsContinue || connection.writer.isSending;
    if (isMembersTurn) connection.await(this.#timeoutMs);
    else connection.stopWaiting();
  }

  #count(bytes: number): void {
    if (this.#member !== null) countTransferred(this.#member, bytes);
  }
}
