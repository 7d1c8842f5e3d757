import {
  type AttemptReport,
  type BrokenAnswer,
  countRead,
  countTransferred,
  type MemberState,
  memberConnected,
} from '../decision/index.ts';
import { CHUNK_END, chunkHeader, type ResponseHead, type WireError } from '../wire/index.ts';
import { AnswerRewriting } from './answer-rewriting.ts';
import { type AttemptHost, brokenBy, type OutgoingAnswer, type OutgoingRequest } from './attempt-host.ts';
import type { MemberConnection, MemberConnectionUser } from './member-connection.ts';
import type { ConnectionTaker, MemberConnections } from './member-connections.ts';
import type { ConnectFailure } from './member-connector.ts';
import type { MessageWriter } from './message-writer.ts';
import { LentBuffers } from './read-buffers.ts';

/**
 * One try at one member: gets a connection, sends the request, hands the answer on. It reports what happened and decides
 * nothing (DESIGN.md §2).
 */
export class ForwardAttempt implements ConnectionTaker, MemberConnectionUser {
  readonly #host: AttemptHost;
  readonly #pool: MemberConnections;
  /** null for a plain target. */
  readonly #member: MemberState | null;
  #connection: MemberConnection | null = null;
  #toMember: MessageWriter | null = null;
  #request: OutgoingRequest | null = null;
  #answer: OutgoingAnswer | null = null;
  #pingTimer: NodeJS.Timeout | null = null;
  #connectMs: number | null = null;
  #isReused = false;
  #hadInterim = false;
  /** The head was sent and body bytes go straight through. */
  #isHandedOver = false;
  #isRequestSent = false;
  #isAnswerComplete = false;
  #trailers: readonly string[] = [];
  #isOver = false;
  readonly #lentToClient = new LentBuffers();
  readonly #lentToMember = new LentBuffers();
  /** Changes the body on its way; null for all but pages whose tab is followed. */
  #rewriting: AnswerRewriting | null = null;

  constructor(host: AttemptHost, pool: MemberConnections, member: MemberState | null) {
    this.#host = host;
    this.#pool = pool;
    this.#member = member;
  }

  get connectMs(): number | null {
    return this.#connectMs;
  }

  get isReused(): boolean {
    return this.#isReused;
  }

  start(): void {
    this.#pool.acquire(this);
  }

  /** The client has gone, or the exchange ends otherwise: nothing is reported any more. */
  cancel(): void {
    if (this.#isOver) return;
    this.#end();
    if (this.#connection === null) this.#pool.cancel(this);
    else this.#connection.destroy();
  }

  onConnection(connection: MemberConnection, connectMs: number | null): void {
    this.#connectMs = connectMs;
    this.#isReused = connectMs === null;
    if (connectMs !== null && this.#member !== null && !memberConnected(this.#member)) {
      this.#pool.release(connection);
      this.#fail('became-unusable', 'the member became unusable while it was connected to');
      return;
    }
    this.#connection = connection;
    connection.user = this;
    this.#send(connection);
  }

  onNoConnection(failure: ConnectFailure, trouble: string): void {
    this.#fail(failure, trouble);
  }

  /** Body bytes have come; false when they could not be taken and are to be held. */
  onClientBody(bytes: Buffer): boolean {
    if (!this.#isHandedOver) return false;
    const isLent = this.#sendBody(bytes);
    const lent = isLent ? this.#host.client.lend() : null;
    if (lent !== null) this.#lentToMember.add(lent);
    this.#flushToMember();
    return true;
  }

  /** The client's request is complete. */
  onClientRequestEnd(): void {
    if (this.#isHandedOver) this.#finishRequest();
  }

  onClientDrained(): void {
    this.#lentToClient.giveBack();
    this.#rewriting?.onClientDrained();
    const connection = this.#connection;
    if (connection === null || !connection.isPaused || this.#isOver) return;
    this.#host.client.deadlineMs = Number.POSITIVE_INFINITY;
    connection.await(this.#pool.settings.timeoutMs);
    connection.resume();
  }

  onInterimResponse(head: ResponseHead): void {
    this.#countStatusLine(head);
    this.#hadInterim = true;
    if (head.status === 100) this.#stopPing();
    if (head.status !== 100 || this.#host.head.expectsContinue) this.#host.interimAnswer(head);
    if (head.status === 100 && !this.#isHandedOver) this.#handOver();
  }

  onResponseHead(head: ResponseHead): void {
    this.#stopPing();
    this.#countStatusLine(head);
    if (head.status === 101) {
      const connection = this.#connection as MemberConnection;
      this.#end();
      this.#host.switchProtocols(head, connection);
      return;
    }
    if (!head.keepAlive && this.#connection !== null) this.#connection.isReusable = false;
    const answer = this.#host.answerBegins(head, (this.#connection as MemberConnection).lastAnswer);
    if (answer === null) {
      this.cancel();
      return;
    }
    this.#answer = answer;
    this.#host.client.writer.text(answer.startLine + answer.fieldLines);
    if (answer.body !== undefined) {
      const onEnd = (isBroken: boolean): void => this.#onRewritten(isBroken);
      this.#rewriting = new AnswerRewriting(this.#host.client, answer.body, answer.isChunked, onEnd);
    }
  }

  onResponseBody(chunk: Uint8Array, start: number, end: number): void {
    const { client, copies } = this.#host;
    const answer = this.#answer;
    if (answer === null || this.#isOver) return;
    const size = end - start;
    if (copies !== null) copies.response.add(chunk, start, end);
    if (this.#member !== null) countRead(this.#member, size);
    if (this.#rewriting !== null) {
      this.#rewriting.push(chunk, start, end);
      return;
    }
    this.#host.answeredBytes += size;
    const isLent = client.writer.body(chunk, start, end, answer.isChunked);
    const connection = this.#connection;
    if (isLent && connection?.ownsBuffer(chunk) === true) this.#lentToClient.add(connection.keepBuffer());
  }

  onResponseEnd(trailers: readonly string[]): void {
    this.#isAnswerComplete = true;
    this.#trailers = trailers;
  }

  onResponseError(error: WireError): void {
    if (this.#isOver) return;
    const connection = this.#connection as MemberConnection;
    if (this.#answer !== null) {
      this.#cutShort(false);
      return;
    }
    connection.user = null;
    connection.destroy();
    if (error.code === 'premature-end') {
      this.#fail('closed-without-answer', 'the member closed without an answer');
      return;
    }
    this.#fail('answer-broken', `the member's answer can't be read: ${error.detail}`, brokenBy(error));
  }

  onMemberRead(): void {
    if (this.#isOver || this.#answer === null) return;
    const { client } = this.#host;
    const connection = this.#connection as MemberConnection;
    if (this.#isAnswerComplete) {
      if (this.#rewriting === null) this.#finishAnswer();
      else {
        connection.stopWaiting();
        this.#rewriting.end();
      }
      return;
    }
    client.writer.flush();
    if (client.writer.isFull) {
      connection.pause();
      connection.stopWaiting();
      client.awaitRoom();
    } else if (this.#rewriting !== null) this.#steerRewriting(this.#rewriting, connection);
  }

  #finishAnswer(): void {
    const connection = this.#connection as MemberConnection;
    if (this.#answer?.isChunked === true) this.#host.client.writer.lastChunk(this.#trailers);
    if (!this.#isRequestSent) connection.isReusable = false;
    this.#end();
    this.#pool.release(connection);
    this.#host.answerEnds();
  }

  #onRewritten(isBroken: boolean): void {
    if (this.#isOver) return;
    this.#host.answeredBytes += this.#rewriting?.sentBytes ?? 0;
    if (isBroken) this.#cutShort(false);
    else this.#finishAnswer();
  }

  /** Once all is inserted the rest takes the ordinary way; while a decoder is full, the member waits. */
  #steerRewriting(rewriting: AnswerRewriting, connection: MemberConnection): void {
    if (rewriting.isTransparent) {
      this.#host.answeredBytes += rewriting.sentBytes;
      this.#rewriting = null;
    } else if (rewriting.isFull && !connection.isPaused) {
      connection.pause();
      connection.stopWaiting();
      rewriting.whenDrained(() => {
        if (!this.#isOver && connection.isPaused) this.onClientDrained();
      });
    }
  }

  onMemberDrained(): void {
    this.#lentToMember.giveBack();
    if (this.#isOver) return;
    this.#watch();
    this.#host.client.unblockBody();
  }

  onMemberGone(error: NodeJS.ErrnoException | null): void {
    if (this.#isOver) return;
    if (this.#answer !== null) {
      // A decoder may still be at work on a complete answer; its connection just can't be used again.
      if (this.#isAnswerComplete && this.#connection !== null) this.#connection.isReusable = false;
      else this.#cutShort(false);
      return;
    }
    if (error?.syscall === 'write' && !this.#isRequestSent) {
      this.#fail('send-failed', `the request could not be sent (${error.code})`);
      return;
    }
    this.#fail(
      'closed-without-answer',
      `the member closed without an answer${error === null ? '' : ` (${error.code})`}`,
    );
  }

  onMemberTimeout(): void {
    if (this.#isOver) return;
    const connection = this.#connection as MemberConnection;
    const isSending = !this.#isRequestSent && connection.writer.isSending;
    if (this.#answer !== null) {
      this.#cutShort(true);
      return;
    }
    connection.user = null;
    connection.destroy();
    const seconds = this.#pool.settings.timeoutMs / 1000;
    if (isSending) this.#fail('send-timeout', `the member took no bytes for ${seconds} s`);
    else this.#fail('answer-timeout', `the member did not answer within ${seconds} s`);
  }

  onTunnelBytes(): void {
    // The tunnel is the connection's user by then.
  }

  onTunnelEnd(): void {
    // As above.
  }

  #send(connection: MemberConnection): void {
    const request = this.#host.requestFor(this.#connectMs);
    const { writer } = connection;
    this.#request = request;
    this.#toMember = writer;
    connection.carried += 1;
    connection.reader.begin(request.method, request.asksUpgrade);
    writer.text(request.startLine + request.fieldLines);
    this.#countSent(request.startLine.length + request.fieldLines.length);
    if (request.pingMs === null) {
      this.#handOver();
      return;
    }
    connection.await(this.#pool.settings.timeoutMs);
    writer.flush();
    this.#pingTimer = setTimeout(() => this.#pingFailed(request.pingMs as number), request.pingMs);
  }

  /** From here on the member has the request: no other will get it (APACHE.md §5.2). */
  #handOver(): void {
    this.#isHandedOver = true;
    const { body, client } = this.#host;
    for (const part of body.release()) this.#sendBody(part);
    body.returnLent(this.#lentToMember, (this.#toMember as MessageWriter).isSending);
    // A paused client could not be seen to leave.
    if (!(this.#toMember as MessageWriter).isFull) client.unblockBody();
    if (body.isComplete) {
      this.#finishRequest();
      return;
    }
    this.#flushToMember();
  }

  /** True when the socket still writes from `bytes`. */
  #sendBody(bytes: Buffer): boolean {
    const isChunked = (this.#request as OutgoingRequest).isChunked;
    const isLent = (this.#toMember as MessageWriter).body(bytes, 0, bytes.length, isChunked);
    this.#countSent(
      isChunked ? bytes.length + chunkHeader(bytes.length).length + CHUNK_END.length : bytes.length,
    );
    return isLent;
  }

  #finishRequest(): void {
    const writer = this.#toMember as MessageWriter;
    this.#isRequestSent = true;
    if ((this.#request as OutgoingRequest).isChunked) {
      writer.lastChunk(this.#host.body.trailers);
      this.#countSent(5);
    }
    this.#host.turn.flushLater(writer);
    this.#watch();
  }

  /** The member has its time from the last byte it was sent; while it's the client's turn nobody can be late but the client. */
  #watch(): void {
    const connection = this.#connection;
    if (connection === null || this.#answer !== null) return;
    const { head, body } = this.#host;
    const awaitsContinue = head.expectsContinue && body.receivedBytes === 0;
    const isMembersTurn = this.#isRequestSent || awaitsContinue || connection.writer.isSending;
    if (isMembersTurn) connection.await(this.#pool.settings.timeoutMs);
    else connection.stopWaiting();
  }

  #flushToMember(): void {
    const writer = this.#toMember as MessageWriter;
    writer.flush();
    this.#watch();
    if (writer.isFull) this.#host.client.blockBody();
  }

  #pingFailed(pingMs: number): void {
    const connection = this.#connection as MemberConnection;
    connection.user = null;
    connection.destroy();
    this.#fail('ping-timeout', `the member did not answer "Expect: 100-continue" within ${pingMs} ms`);
  }

  #stopPing(): void {
    if (this.#pingTimer === null) return;
    clearTimeout(this.#pingTimer);
    this.#pingTimer = null;
  }

  #countStatusLine(head: ResponseHead): void {
    // "HTTP/1.1 200 OK": nine characters of version, three of status, a blank before the reason (APACHE.md §4.3).
    if (this.#member === null || head.isHttp09) return;
    countRead(this.#member, head.reason === '' ? 12 : 13 + head.reason.length);
  }

  #countSent(bytes: number): void {
    if (this.#member !== null) countTransferred(this.#member, bytes);
  }

  #cutShort(isTimeOut: boolean): void {
    const connection = this.#connection as MemberConnection;
    this.#end();
    connection.destroy();
    this.#host.answerCutShort(isTimeOut);
  }

  #fail(outcome: AttemptReport['outcome'], trouble: string, broken?: BrokenAnswer): void {
    if (this.#isOver) return;
    this.#end();
    const report: AttemptReport = {
      outcome,
      reusedConnection: this.#isReused,
      hadInterim: this.#hadInterim,
      connectMs: this.#connectMs,
    };
    this.#host.attemptFailed(broken === undefined ? report : { ...report, broken }, trouble);
  }

  #end(): void {
    this.#isOver = true;
    this.#rewriting?.destroy();
    this.#stopPing();
    this.#lentToClient.forget();
    this.#lentToMember.forget();
  }
}
