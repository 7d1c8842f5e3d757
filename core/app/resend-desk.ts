import {
  type CommandParams,
  type ExchangeDetail,
  type ExchangeSummary,
  fail,
  type RecognisableRequest,
  type Recognition,
  type ResendView,
  type Result,
  succeed,
  type Trouble,
  type UnnumberedEvent,
} from '../contract/index.ts';
import { sendRaw } from '../host/raw-request.ts';
import type { Sessions } from '../sessions/index.ts';
import { answerOf } from './answer-body.ts';
import { type OwnSites, placeOfSite } from './own-site.ts';
import { ReplayDesk } from './replay/replay-desk.ts';
import { bytesToSend, cannotSend } from './resent-request.ts';

/** As long as a browser would wait for a slow page. */
const PATIENCE_MS = 30_000;
/** The record is written when the answer has left, which is about when it arrives. */
const RECORD_MS = 1000;

export interface ResendSources extends OwnSites {
  exchange(id: number): ExchangeDetail | undefined;
  /** The newest of the history, oldest first. */
  exchanges(count: number): readonly ExchangeSummary[];
  emit(event: UnnumberedEvent): void;
  /** Marks requests of our own, so that the engine strips the mark and sessions leave them alone. */
  readonly marks: Sessions['marks'];
}

/** A request of ours that is under way. */
interface Waiting {
  readonly route: string | null;
  readonly recorded: (id: number) => void;
}

/**
 * Sends recorded requests once more, through our own listener, so that they are decided, recorded and shown like any
 * other. They belong to no session: what they bring about must not move the pin of the browser that sent the first one.
 */
export class ResendDesk {
  readonly #sources: ResendSources;
  readonly #waiting = new Map<string, Waiting>();
  #lastNumber = 0;

  /** Many of them, compared (`replay.start`). */
  readonly replays: ReplayDesk;

  constructor(sources: ResendSources) {
    this.#sources = sources;
    this.replays = new ReplayDesk(sources, (detail, options) => this.again(detail, options));
  }

  /** What the sessions room would say of a request of ours; null for everybody else's. */
  recognise(request: RecognisableRequest): Recognition | null {
    // Asked for each request of the balancer: while nothing is sent again it costs one comparison.
    if (this.#waiting.size === 0) return null;
    const { userId, tabId: sessionId = null } = this.#sources.marks.read(request.fields) ?? {};
    const waiting = userId === '' && sessionId !== null ? this.#waiting.get(sessionId) : undefined;
    if (waiting === undefined) return null;
    return { sessionId, tabId: null, forcedRoute: waiting.route };
  }

  /** Whether an exchange that ended was a request of ours. */
  finished(summary: ExchangeSummary): boolean {
    if (this.#waiting.size === 0 || summary.sessionId === null) return false;
    const waiting = this.#waiting.get(summary.sessionId);
    waiting?.recorded(summary.id);
    return waiting !== undefined;
  }

  async send(params: CommandParams<'exchange.resend'>): Promise<Result<ResendView, Trouble>> {
    const detail = this.#sources.exchange(params.id);
    if (detail === undefined) {
      return fail({
        code: 'not-found',
        message: `exchange ${params.id} is not in the history`,
        hint: 'The history is bounded: the oldest exchanges make room for new ones.',
      });
    }
    return this.again(detail, params);
  }

  /** Sends an exchange once more that the history need not have. */
  async again(
    detail: ExchangeDetail,
    params: Omit<CommandParams<'exchange.resend'>, 'id'>,
  ): Promise<Result<ResendView, Trouble>> {
    const refused =
      cannotSend(detail, params.withoutBody === true) ?? this.#routeTrouble(detail, params.route);
    if (refused !== null) return fail(refused);
    const place = await placeOfSite(this.#sources, detail.site);
    if (!place.ok) return place;
    this.#lastNumber += 1;
    // Provisional ids begin so, and one that never became a session is shown as none.
    const mark = `p-again-${this.#lastNumber}`;
    const recorded = new Promise<number>((resolve) => {
      this.#waiting.set(mark, { route: params.route ?? null, recorded: resolve });
    });
    const { host, port, tls } = place.value;
    const startedMs = performance.now();
    try {
      const answer = await sendRaw({
        host,
        port,
        tls,
        bytes: bytesToSend(detail, [this.#sources.marks.fieldName, this.#sources.marks.fieldValue('', mark)]),
        isHead: detail.method === 'HEAD',
        timeoutMs: PATIENCE_MS,
      });
      const durationMs = Math.round(performance.now() - startedMs);
      const exchangeId = await within(recorded, RECORD_MS);
      if (answer === null && exchangeId === null) {
        return fail({
          code: 'not-available',
          message: `no answer came within ${PATIENCE_MS / 1000} s`,
          hint: 'The member may still be at work; the exchange appears in the list when it ends.',
        });
      }
      const made = exchangeId === null ? undefined : this.#sources.exchange(exchangeId);
      return succeed({
        exchangeId,
        resentFrom: detail.id,
        status: answer?.status ?? 0,
        member: made?.member ?? null,
        route: made?.route ?? null,
        durationMs,
        bodyLeftOut: detail.requestBodyBytes > 0 && params.withoutBody === true,
        answer: answer === null ? null : answerOf(answer),
      });
    } finally {
      this.#waiting.delete(mark);
    }
  }

  #routeTrouble(detail: ExchangeDetail, route: string | undefined): Trouble | null {
    if (route === undefined) return null;
    const key = detail.balancer?.toLowerCase();
    const balancer = this.#sources.project().balancers.find(({ name }) => name.toLowerCase() === key);
    if (balancer === undefined) {
      return {
        code: 'bad-params',
        message: `exchange ${detail.id} did not go to a balancer: it has no route`,
      };
    }
    const routes = balancer.members.flatMap((member) => member.route ?? []);
    if (routes.includes(route)) return null;
    return {
      code: 'bad-params',
      message: `no member of ${balancer.name} has route "${route}"`,
      hint: `Routes are ${routes.join(', ') || 'none'}.`,
    };
  }
}

/** What a promise gives, or null when it takes longer. */
async function within<Value>(promise: Promise<Value>, patienceMs: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
}
