import {
  type AttemptReport,
  describeRefusal,
  dropsConnection,
  type ExchangeEnd,
  failureOf,
  finishExchange,
  type MemberState,
  nextStep,
  type OwnAnswer,
  releaseExchange,
  routeCookieOf,
  type Step,
  upgradeFor,
} from '../decision/index.ts';
import { type HeadLines, type ResponseHead, splitHead, type WireError } from '../wire/index.ts';
import type { AttemptHost, OutgoingAnswer, OutgoingRequest } from './attempt-host.ts';
import {
  interimForClient,
  type LastAnswer,
  type OwnPage,
  ownAnswer,
  ownPage,
  refusalPhrase,
  switchForClient,
} from './client-answer.ts';
import { monotonicMs, monotonicUs } from './clock.ts';
import { ExchangeFacts } from './exchange-facts.ts';
import { ForwardAttempt } from './forward-attempt.ts';
import type { MemberConnection } from './member-connection.ts';
import type { MemberConnections } from './member-connections.ts';
import { recordExchange } from './recording/record-exchange.ts';
import { PREREAD_BYTES } from './request-body.ts';
import { destinationOf, MOST_TAKEN_IN, takesBodyIn } from './request-destination.ts';
import type { OwnTabRequest } from './tab-tracking.ts';
import { answerWithTabs, openTabSocket, tabAnswer } from './tracked-exchange.ts';
import { Tunnel } from './tunnel.ts';
import { TIMED_OUT } from './unreadable-request.ts';

/**
 * One request and its answer. The decision room says what to do; this obeys, reports what came of it, and in the end
 * has it written down.
 */
export class Exchange extends ExchangeFacts implements AttemptHost {
  #attempt: ForwardAttempt | null = null;
  /** The attempt waits for enough of the body. */
  #isAttemptHeld = false;
  #pool: MemberConnections | null = null;
  #waitTimer: NodeJS.Timeout | null = null;
  #isAnswerBegun = false;
  #endsByClosing = false;
  #mustClose = false;
  #isConcluded = false;

  get isRequestComplete(): boolean {
    return this.body.isComplete;
  }

  /** Whether the client said that nothing will follow on its connection. */
  get isLastRequest(): boolean {
    return !this.head.keepAlive;
  }

  /** Starts at once when a body follows; otherwise everything happens at the request's end, which is next. */
  onHead(): void {
    if (this.head.framing !== 'none' && this.head.contentLength !== 0) this.#begin();
  }

  onRequestBody(bytes: Buffer): void {
    this.body.receivedBytes += bytes.length;
    if (this.copies !== null) this.copies.request.add(bytes, 0, bytes.length);
    if (this.#attempt?.onClientBody(bytes) === true) return;
    if (this.destination?.kind === 'refuse') return void this.#takeIn(this.destination.answer);
    // A copy of each beginning would be garbage of the size of the body's pre-read; small pieces don't need a buffer each.
    const lent = bytes.length < PREREAD_BYTES ? null : this.client.lend();
    this.body.hold(lent === null ? this.client.keep(bytes) : bytes, lent);
    if (this.body.isReady) {
      this.client.blockBody();
      this.#startHeldAttempt();
    }
  }

  onRequestEnd(trailers: readonly string[]): void {
    this.body.end(trailers);
    this.requestReadMs = monotonicMs() - this.startedMs;
    if (this.destination === null) {
      // What is asked of us was answered at its head.
      return void (this.#isAnswerBegun || this.#begin());
    }
    if (this.#isAttemptHeld) this.#startHeldAttempt();
    else if (this.destination.kind === 'refuse') this.#sendPage(this.destination.answer);
    else this.#attempt?.onClientRequestEnd();
  }

  /** The client's message can be read in two ways or broke off: nothing of it goes on (DESIGN.md §8). */
  onRequestError(error: WireError): void {
    this.#giveUp({ status: error.status, setCookie: null, outcome: 'client-left' });
    this.record = describeRefusal('bad-request');
    if (this.#isAnswerBegun) {
      this.#breakOff();
      return;
    }
    this.#mustClose = true;
    this.#sendPage({ status: error.status, reasonPhrase: refusalPhrase(error.status), note: error.detail });
  }

  onClientTimeout(): void {
    if (this.#isAnswerBegun || this.isRequestComplete) {
      this.#giveUp({ status: this.status, setCookie: this.setCookie, outcome: 'client-left' });
      this.#breakOff();
      return;
    }
    this.onRequestError(TIMED_OUT);
  }

  onClientDrained(): void {
    this.#attempt?.onClientDrained();
  }

  onClientGone(): void {
    if (this.#isConcluded) return;
    this.#giveUp({ status: this.status, setCookie: this.setCookie, outcome: 'client-left' });
    this.record ??= this.plan === null ? describeRefusal('client-left') : null;
    this.#conclude();
  }

  requestFor(connectMs: number | null): OutgoingRequest {
    if (connectMs !== null) this.connectedMs = monotonicMs() - this.startedMs;
    const request = this.memberRequest((this.#pool as MemberConnections).settings);
    this.sentRequest = request;
    return request;
  }

  attemptFailed(report: AttemptReport, trouble: string): void {
    const { plan, destination } = this;
    this.#attempt = null;
    if (plan !== null) {
      const member = plan.tried.at(-1);
      if (member !== undefined) this.around.noteMember(member, trouble);
      const step = nextStep(plan, monotonicUs(), report);
      this.around.tellChanges(plan.balancer);
      this.#obey(step);
      return;
    }
    if (destination?.kind !== 'plain') return;
    this.recordPlain(report);
    const answer = failureOf(report, this.isFirstOnConnection, destination.target.hostname)?.answer ?? null;
    if (answer === null || answer === 'close') this.#breakOff();
    else this.#sendPage(answer);
  }

  interimAnswer(head: ResponseHead): void {
    // RFC 9110 §15.2: an HTTP/1.0 client knows no interim answers.
    if (this.head.minorVersion === 0) return;
    this.client.writer.text(interimForClient(this.answerParts(this.#mustClose), head));
    this.client.writer.flush();
  }

  answerBegins(head: ResponseHead, last: LastAnswer): OutgoingAnswer | null {
    this.firstByteMs = monotonicMs() - this.startedMs;
    if (!this.#reportAnswered()) return null;
    this.#mustClose ||= !this.isRequestComplete || dropsConnection(head.status);
    const answer = answerWithTabs(this, this.answerParts(this.#mustClose), head, last);
    this.#answerBegun(head, answer.recorded ?? answer);
    this.#endsByClosing = answer.endsByClosing;
    return answer;
  }

  answerEnds(): void {
    this.#finish({ status: this.status, setCookie: this.setCookie });
    this.#whenLeft();
  }

  answerCutShort(isTimeOut: boolean): void {
    this.#finish({
      status: this.status,
      setCookie: this.setCookie,
      outcome: 'answer-cut-short',
      timedOut: isTimeOut,
    });
    this.#breakOff();
  }

  switchProtocols(head: ResponseHead, connection: MemberConnection): void {
    this.firstByteMs = monotonicMs() - this.startedMs;
    if (!this.#reportAnswered()) {
      connection.destroy();
      return;
    }
    const { client } = this;
    this.setCookie = null;
    const answer = switchForClient(this.answerParts(this.#mustClose), head);
    this.#answerBegun(head, splitHead(answer));
    this.isUpgraded = true;
    client.writer.text(answer);
    client.writer.flush();
    const timeoutMs = this.#pool?.settings.timeoutMs ?? 0;
    const tunnel = new Tunnel(client, connection, timeoutMs, (outcome) => {
      this.#finish({ status: 101, setCookie: null, ...(outcome === null ? {} : { outcome }) });
      this.tunnelEnded();
    });
    // The row appears when the tunnel opens: people want to see it while it lives.
    this.#tell();
    tunnel.start();
  }

  #begin(): void {
    const { around, head } = this;
    if (this.tracked?.own) return void this.#answerOwn(this.tracked.own);
    const destination = destinationOf(around, this.site, head);
    this.destination = destination;
    if (destination.kind === 'answer-here') {
      this.record = describeRefusal('not-mapped');
      this.status = 200;
      this.#sendOwn(ownAnswer(destination.fields, destination.body, head, !this.isRequestComplete));
      return;
    }
    if (destination.kind === 'refuse') {
      this.record = describeRefusal(destination.cause);
      if (this.isRequestComplete || !takesBodyIn(head, destination.answer))
        this.#sendPage(destination.answer);
      return;
    }
    if (destination.kind === 'plain') {
      this.recognise();
      this.#try(destination.pool, null);
      return;
    }
    const plan = this.beginPlan(destination);
    const step = nextStep(plan, monotonicUs());
    around.tellChanges(plan.balancer);
    this.#obey(step);
  }

  /** A request of a page's script to us (TABS.md): no member sees it, and no record. */
  #answerOwn(own: OwnTabRequest): void {
    if (own.kind === 'answer') {
      this.status = own.status;
      this.#mustClose ||= !this.isRequestComplete;
      this.#sendOwn(tabAnswer(own, this.#mustClose || this.client.mustClose || !this.head.keepAlive));
      return;
    }
    this.#isConcluded = true;
    openTabSocket(this, own);
  }

  #obey(step: Step): void {
    switch (step.do) {
      case 'forward': {
        const { plan } = this;
        if (plan !== null) this.#try(this.around.poolOf(step.member), step.member);
        return;
      }
      case 'wait':
        this.#waitTimer = setTimeout(() => this.#waited(), step.forMs);
        return;
      case 'answer':
        this.#sendPage(step.answer);
        return;
      case 'close':
        this.#finish({ status: 0, setCookie: null });
        this.#breakOff();
        return;
      case 'finish':
        return;
    }
  }

  #waited(): void {
    this.#waitTimer = null;
    const { plan } = this;
    if (plan === null) return;
    const step = nextStep(plan, monotonicUs());
    this.around.tellChanges(plan.balancer);
    this.#obey(step);
  }

  #try(pool: MemberConnections, member: MemberState | null): void {
    this.#pool = pool;
    this.#attempt = new ForwardAttempt(this, pool, member);
    const { head, body } = this;
    // Who waits for 100 or another protocol sends nothing before; everybody else is read ahead of (APACHE.md §5.3).
    const isHasty = head.expectsContinue || upgradeFor(pool.settings, head.upgrade) !== null;
    if (body.isReady || isHasty) this.#attempt.start();
    else this.#isAttemptHeld = true;
  }

  #startHeldAttempt(): void {
    if (!this.#isAttemptHeld) return;
    this.#isAttemptHeld = false;
    this.#attempt?.start();
  }

  /** Reports the answer to the decision room; false when that has other plans, which are then carried out. */
  #reportAnswered(): boolean {
    const { plan } = this;
    const report = (this.#attempt as ForwardAttempt).reportAnswered();
    if (plan === null) {
      this.recordPlain(report);
      return true;
    }
    const step = nextStep(plan, monotonicUs(), report);
    const member = plan.tried.at(-1);
    if (member !== undefined) this.around.noteMember(member, null);
    if (step.do !== 'finish') {
      this.#obey(step);
      return false;
    }
    this.setCookie = routeCookieOf(plan);
    return true;
  }

  #answerBegun(head: ResponseHead, sent: HeadLines): void {
    this.#isAnswerBegun = true;
    this.status = head.status;
    this.memberHead = head;
    this.sentAnswer = sent;
  }

  /** A body that nobody gets: all that matters is where it ends. */
  #takeIn(answer: OwnAnswer): void {
    if (this.body.receivedBytes > MOST_TAKEN_IN) this.#sendPage(answer);
  }

  #sendPage(answer: OwnAnswer): void {
    if (this.#isAnswerBegun) return;
    this.#attempt = null;
    this.#mustClose ||= !this.isRequestComplete;
    this.status = answer.status;
    this.#sendOwn(ownPage(answer, this.head, this.#mustClose || this.client.mustClose));
  }

  /** An answer of our own; nothing of a member's, and no route cookie (APACHE.md §7.1). */
  #sendOwn(page: OwnPage): void {
    this.#mustClose ||= page.closes;
    this.setCookie = null;
    this.sentAnswer = splitHead(page.head);
    this.#isAnswerBegun = true;
    this.answeredBytes = page.body.length;
    this.copies?.response.add(Buffer.from(page.body, 'latin1'), 0, page.body.length);
    this.#finish({ status: this.status, setCookie: null });
    this.client.writer.text(page.head + page.body);
    this.client.writer.flush();
    this.#whenLeft();
  }

  /** Ends what is under way; nobody is asked any more. */
  #giveUp(end: ExchangeEnd): void {
    if (this.#waitTimer !== null) clearTimeout(this.#waitTimer);
    this.#waitTimer = null;
    this.#attempt?.cancel();
    this.#attempt = null;
    this.#isAttemptHeld = false;
    this.#finish(end);
  }

  #finish(end: ExchangeEnd): void {
    if (this.plan === null) return;
    finishExchange(this.plan, monotonicUs(), end);
    this.around.tellChanges(this.plan.balancer);
  }

  /** The client gets nothing more, and can tell. */
  #breakOff(): void {
    if (this.plan !== null) releaseExchange(this.plan);
    if (!this.#isConcluded) this.#tell();
    this.client.abort(this.#endsByClosing);
  }

  /** The answer is in the client's socket: the rest happens when it has left (APACHE.md §4.7, busy). */
  #whenLeft(): void {
    const { turn } = this.around;
    turn.flushLater(this.client.writer);
    turn.whenFlushed(this);
  }

  /** The answer has been written: to the system, or as far as the client takes it. */
  left(): void {
    if (this.client.isClosed) return;
    if (this.client.writer.isDrained) {
      this.#conclude();
      return;
    }
    this.client.awaitRoom();
    this.client.writer.whenSent(() => {
      if (!this.client.isClosed) this.#conclude();
    });
  }

  #conclude(): void {
    if (this.#isConcluded) return;
    if (this.plan !== null) releaseExchange(this.plan);
    this.#tell();
    this.client.exchangeEnded(!this.#mustClose && this.head.keepAlive && !this.#endsByClosing);
  }

  #tell(): void {
    this.#isConcluded = true;
    if (this.tracked === null || this.tracked.own === null) recordExchange(this);
  }
}
