import {
  type CommandParams,
  type ExchangeDetail,
  type ExchangeSummary,
  fail,
  type KeptBody,
  type Project,
  type ReplayAnswer,
  type ReplayRow,
  type ReplayView,
  type ResendView,
  type Result,
  succeed,
  type Trouble,
  type UnnumberedEvent,
} from '../../contract/index.ts';
import { type ComparedAnswer, compareAnswers, cookieNames } from './compare-answers.ts';
import { maskedRow } from './masked-row.ts';
import { type RecordedExchange, recordedExchanges } from './recorded-exchanges.ts';

/** The history, and who is told. */
export interface ReplaySources {
  project(): Project;
  exchange(id: number): ExchangeDetail | undefined;
  exchanges(count: number): readonly ExchangeSummary[];
  emit(event: UnnumberedEvent): void;
}

type SendAgain = (
  detail: ExchangeDetail,
  options: { readonly route?: string },
) => Promise<Result<ResendView, Trouble>>;

/** A request that is to be sent, found when its turn comes: the history may have lost it by then. */
type Find = () => RecordedExchange | undefined;

interface Run {
  readonly id: string;
  readonly route: string | null;
  readonly total: number;
  readonly rows: { readonly plain: ReplayRow; readonly masked: ReplayRow }[];
  state: ReplayView['state'];
  trouble: Trouble | null;
}

/** Methods that change nothing (RFC 9110 §9.2.1): only these are sent without being allowed by name. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** More would take minutes, and say no more. */
const MOST_REQUESTS = 500;
/** How far back a session's requests are looked for. */
const MOST_LOOKED_AT = 20_000;
/** What is left of a request that is not there any more. */
const GONE: ReplayRow = {
  exchangeId: 0,
  method: '',
  url: '',
  outcome: 'skipped',
  own: null,
  other: null,
  differences: [],
  sessionLost: false,
  trouble: 'it has left the history meanwhile',
};
const LOGIN = /(?:^|[/._?=&-])(?:log-?in|sign-?in|auth)(?:[/._?=&-]|$)/i;

/**
 * Asks whether state is really shared: each request is sent once on the route that it had and once on another, and the
 * two answers are compared. Requests that change something are sent once, on the other route, and only when allowed.
 */
export class ReplayDesk {
  readonly #options: ReplaySources;
  readonly #sendAgain: SendAgain;
  #run: Run | null = null;
  #count = 0;

  constructor(sources: ReplaySources, sendAgain: SendAgain) {
    this.#options = sources;
    this.#sendAgain = sendAgain;
  }

  async start(params: CommandParams<'replay.start'>): Promise<Result<{ readonly id: string }, Trouble>> {
    const found = await this.#requestsOf(params);
    if (!found.ok) return found;
    if (this.#run?.state === 'running') {
      return fail({
        code: 'not-available',
        message: 'a replay is under way already',
        hint: 'Wait for it, or cancel it.',
      });
    }
    const run: Run = {
      id: String(++this.#count),
      route: params.route ?? null,
      total: found.value.length,
      rows: [],
      state: 'running',
      trouble: null,
    };
    this.#run = run;
    void this.#play(run, found.value, params.allowUnsafe === true);
    return succeed({ id: run.id });
  }

  get(params: CommandParams<'replay.get'>): Result<ReplayView, Trouble> {
    const run = this.#run;
    if (run === null || (params.id !== undefined && params.id !== run.id)) {
      return fail({ code: 'not-found', message: 'there is no such replay' });
    }
    return succeed(viewOf(run, params.secrets === true));
  }

  /** What is being sent ends first; nothing more is sent. */
  cancel(): Result<Record<never, never>, Trouble> {
    if (this.#run?.state !== 'running')
      return fail({ code: 'not-available', message: 'no replay is under way' });
    this.#run.state = 'cancelled';
    return succeed({});
  }

  stop(): void {
    if (this.#run?.state === 'running') this.#run.state = 'cancelled';
  }

  /** A recording's requests, those that were named, or a session's; an error where there are none. */
  async #requestsOf({
    sessionId,
    exchangeIds,
    recording,
  }: CommandParams<'replay.start'>): Promise<Result<readonly Find[], Trouble>> {
    if (recording !== undefined) {
      const read = await recordedExchanges(recording, this.#options.project());
      if (!read.ok) return read;
      const found = read.value.slice(0, MOST_REQUESTS).map((one) => () => one);
      return found.length > 0
        ? succeed(found)
        : fail({ code: 'not-found', message: 'there is no request in this recording' });
    }
    const ids =
      exchangeIds?.filter((id) => this.#options.exchange(id) !== undefined) ??
      this.#options
        .exchanges(MOST_LOOKED_AT)
        .filter((one) => one.sessionId === sessionId && sessionId !== undefined)
        .map(({ id }) => id)
        .slice(-MOST_REQUESTS);
    if (ids.length === 0) {
      return fail({
        code: 'not-found',
        message: 'none of these requests is in the history',
        hint: 'The history is bounded: the oldest exchanges make room for new ones.',
      });
    }
    return succeed(
      ids.map((id) => () => {
        const detail = this.#options.exchange(id);
        return detail === undefined ? undefined : { detail, trouble: null };
      }),
    );
  }

  async #play(run: Run, requests: readonly Find[], allowUnsafe: boolean): Promise<void> {
    try {
      const { maskingOf } = await import('../../formats/index.ts');
      for (const find of requests) {
        if (run.state !== 'running') break;
        const found = find();
        const plain = found === undefined ? GONE : await this.#row(found, run.route, allowUnsafe);
        const masked = found === undefined ? plain : maskedRow(plain, found.detail, maskingOf);
        run.rows.push({ plain, masked });
        this.#options.emit({
          event: 'replay.progressed',
          id: run.id,
          done: run.rows.length,
          total: run.total,
        });
      }
      if (run.state === 'running') run.state = 'finished';
    } catch (error) {
      run.state = 'failed';
      run.trouble = { code: 'internal', message: error instanceof Error ? error.message : String(error) };
    }
    this.#options.emit({ event: 'replay.finished', id: run.id, state: run.state });
  }

  async #row(
    { detail, trouble }: RecordedExchange,
    route: string | null,
    allowUnsafe: boolean,
  ): Promise<ReplayRow> {
    const { id, method, url } = detail;
    const row = { ...GONE, exchangeId: id, method, url };
    const skip = trouble ?? skipped(detail, route, allowUnsafe);
    if (skip !== null) return { ...row, trouble: skip };
    const first = await this.#first(detail, route);
    if (first !== null && !first.ok) return { ...row, outcome: 'failed', trouble: first.error.message };
    const other = await this.#sendAgain(detail, route === null ? {} : { route });
    if (!other.ok) return { ...row, outcome: 'failed', trouble: other.error.message };
    const before = first === null ? recordedAnswer(detail) : sentAnswer(first.value);
    const after = sentAnswer(other.value);
    const answers = {
      own: first === null ? recordedView(detail) : sentView(first.value),
      other: sentView(other.value),
    };
    if (route !== null && other.value.route !== route) {
      const who = other.value.route === null ? 'nobody' : `route ${other.value.route}`;
      return { ...row, ...answers, outcome: 'failed', trouble: `${who} answered instead of route ${route}` };
    }
    const routeCookies = this.#routeCookies();
    const differences = compareAnswers(before, after, routeCookies);
    return {
      ...row,
      outcome: differences.length === 0 ? 'same' : 'different',
      ...answers,
      differences,
      sessionLost: isLost(detail, before, after, routeCookies),
      trouble: null,
    };
  }

  /** The answer on its own route now; of a recording made elsewhere where its cookies lead. null: what was recorded is compared. */
  async #first(detail: ExchangeDetail, route: string | null): Promise<Result<ResendView, Trouble> | null> {
    if (route === null || !SAFE.has(detail.method)) return null;
    if (detail.route !== null) return this.#sendAgain(detail, { route: detail.route });
    return detail.cause === 'recorded-elsewhere' ? this.#sendAgain(detail, {}) : null;
  }

  #routeCookies(): ReadonlySet<string> {
    return new Set(
      this.#options
        .project()
        .balancers.flatMap(({ routeCookie }) => (routeCookie == null ? [] : [routeCookie.name])),
    );
  }
}

function skipped(detail: ExchangeDetail, route: string | null, allowUnsafe: boolean): string | null {
  if (detail.upgraded) return 'a tunnel cannot be sent again';
  if (detail.balancer === null && route !== null) return 'it went to no balancer';
  if (!SAFE.has(detail.method) && !allowUnsafe)
    return `${detail.method} may change something; it is sent only when allowed`;
  return null;
}

/** The other member set a session cookie anew that the request carried and the first one left alone, or asked for a login. */
function isLost(
  detail: ExchangeDetail,
  own: ComparedAnswer,
  other: ComparedAnswer,
  routeCookies: ReadonlySet<string>,
): boolean {
  const carried = new Set(
    detail.clientRequest.fields.flatMap(([name, value]) =>
      /^cookie$/i.test(name) ? value.split(';').map((pair) => pair.split('=')[0]?.trim() ?? '') : [],
    ),
  );
  const before = cookieNames(own.head);
  for (const name of cookieNames(other.head)) {
    if (carried.has(name) && !before.has(name) && !routeCookies.has(name)) return true;
  }
  if (own.status === other.status) return false;
  const location = other.head?.fields.find(([name]) => /^location$/i.test(name))?.[1] ?? '';
  return other.status === 401 || (other.status >= 300 && other.status < 400 && LOGIN.test(location));
}

function sentAnswer({ status, answer }: ResendView): ComparedAnswer {
  return {
    status,
    head: answer?.head ?? null,
    text: textOf(answer?.body ?? null),
    bodyBytes: answer?.bodyBytes ?? 0,
  };
}

function recordedAnswer(detail: ExchangeDetail): ComparedAnswer {
  return {
    status: detail.status,
    head: detail.clientResponse,
    text: textOf(detail.responseBody),
    bodyBytes: detail.bodyBytes,
  };
}

function sentView({ exchangeId, status, route, answer }: ResendView): ReplayAnswer {
  return { exchangeId, status, route, bodyBytes: answer?.bodyBytes ?? 0 };
}

function recordedView(detail: ExchangeDetail): ReplayAnswer {
  return { exchangeId: detail.id, status: detail.status, route: detail.route, bodyBytes: detail.bodyBytes };
}

/** A kept body as text; null for what is no text, or only a part. */
function textOf(body: KeptBody | null): string | null {
  if (body === null || body.isTruncated) return null;
  if (
    !/^(?:text\/|application\/(?:json|xml|javascript|[\w.+-]*\+(?:json|xml)))/i.test(body.contentType ?? '')
  )
    return null;
  return Buffer.from(body.base64, 'base64').toString('utf8');
}

function viewOf({ id, state, route, total, rows: made, trouble }: Run, secrets: boolean): ReplayView {
  const rows = made.map((row) => (secrets ? row.plain : row.masked));
  const count = (outcome: ReplayRow['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  return {
    id,
    state,
    route,
    done: rows.length,
    total,
    counts: {
      same: count('same'),
      different: count('different'),
      failed: count('failed'),
      skipped: count('skipped'),
      sessionLost: rows.filter(({ sessionLost }) => sessionLost).length,
    },
    rows,
    trouble,
  };
}
