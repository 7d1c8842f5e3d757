import {
  type AttemptReport,
  type BrokenAnswer,
  countRead,
  type MemberState,
  memberConnected,
} from '../decision/index.ts';
import type { ResponseHead, WireError } from '../wire/index.ts';
import { AnswerRewriting } from './answer-rewriting.ts';
import { type AttemptHost, brokenBy, type OutgoingAnswer } from './attempt-host.ts';
import type { MemberConnection, MemberConnectionUser } from './member-connection.ts';
import type { ConnectionTaker, MemberConnections } from './member-connections.ts';
import type { ConnectFailure } from './member-connector.ts';
import { LentBuffers } from './read-buffers.ts';
import { RequestSender, type RequestSenderOwner } from './request-sender.ts';

/**
 * One try at one member: gets a connection, has the request sent, hands the answer on. It reports what happened and
 * decides nothing (DESIGN.md §2).
 */
export class ForwardAttempt implements ConnectionTaker, MemberConnectionUser, RequestSenderOwner {
  readonly #host: AttemptHost;
  readonly #pool: MemberConnections;
  /** null for a plain target. */
  readonly #member: MemberState | null;
  #connection: MemberConnection | null = null;
  #sender: RequestSender | null = null;
  #answer: OutgoingAnswer | null = null;
  #connectMs: number | null = null;
  #isReused = false;
  #hadInterim = false;
  #isAnswerComplete = false;
  #trailers: readonly string[] = [];
  #isOver = false;
  #lentToClient: LentBuffers | null = null;
  /** Changes the body on its way; null for all but pages whose tab is followed. */
  #rewriting: AnswerRewriting | null = null;

  constructor(host: AttemptHost, pool: MemberConnections, member: MemberState | null) {
    this.#host = host;
    this.#pool = pool;
    this.#member = member;
  }

  /** What is to be told of the member when its answer begins. */
  reportAnswered(): AttemptReport {
    return { outcome: 'answered', reusedConnection: this.#isReused, connectMs: this.#connectMs };
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
    const sender = this.#sender;
    if (sender?.isHandedOver !== true) return false;
    sender.body(bytes);
    return true;
  }

  /** The client's request is complete. */
  onClientRequestEnd(): void {
    if (this.#sender?.isHandedOver === true) this.#sender.finish();
  }

  onClientDrained(): void {
    this.#lentToClient?.giveBack();
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
    if (head.status !== 100 || this.#host.head.expectsContinue) this.#host.interimAnswer(head);
    const sender = this.#sender as RequestSender;
    if (head.status !== 100 || sender.isHandedOver) return;
    sender.stopPing();
    sender.handOver();
  }

  onResponseHead(head: ResponseHead): void {
    const sender = this.#sender as RequestSender;
    sender.stopPing();
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
    sender.isAnswered = true;
    this.#host.client.writer.head(answer);
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
    if (!isLent || connection?.ownsBuffer(chunk) !== true) return;
    this.#lentToClient ??= new LentBuffers();
    this.#lentToClient.add(connection.keepBuffer());
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
    if (this.#sender?.isComplete !== true) connection.isReusable = false;
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
    this.#sender?.onDrained();
    if (!this.#isOver) this.#sender?.goOn();
  }

  onMemberGone(error: NodeJS.ErrnoException | null): void {
    if (this.#isOver) return;
    if (this.#answer !== null) {
      // A decoder may still be at work on a complete answer; its connection just can't be used again.
      if (this.#isAnswerComplete && this.#connection !== null) this.#connection.isReusable = false;
      else this.#cutShort(false);
      return;
    }
    if (error?.syscall === 'write' && this.#sender?.isComplete !== true) {
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
    const isSending = this.#sender?.isComplete !== true && connection.writer.isSending;
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
    const sender = new RequestSender(
      this.#host,
      connection,
      this.#member,
      request,
      this.#pool.settings.timeoutMs,
    );
    this.#sender = sender;
    sender.begin(this);
  }

  onPingTimeout(pingMs: number): void {
    const connection = this.#connection as MemberConnection;
    connection.user = null;
    connection.destroy();
    this.#fail('ping-timeout', `the member did not answer "Expect: 100-continue" within ${pingMs} ms`);
  }

  #countStatusLine(head: ResponseHead): void {
    // "HTTP/1.1 200 OK": nine characters of version, three of status, a blank before the reason (APACHE.md §4.3).
    if (this.#member === null || head.isHttp09) return;
    countRead(this.#member, head.reason === '' ? 12 : 13 + head.reason.length);
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
    this.#sender?.end();
    this.#lentToClient?.forget();
  }
}
