import {
  type ExchangeDetail,
  fail,
  type ParityDifference,
  type ParityOmission,
  type ParityRow,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import type { ApacheInstall } from '../host/apache/find-apache.ts';
import { withoutDebug } from '../host/apache/run-apache.ts';
import type { RawAnswer } from '../host/raw-request.ts';
import { apacheAnswer, differencesOf, type Names, ourAnswer } from './answer.ts';
import { explainingLines } from './apache-log.ts';
import type { ApacheSide } from './apache-side.ts';
import { type BothSides, startBothSides } from './both-sides.ts';
import { CookieJars } from './cookie-jars.ts';
import type { OurSide } from './our-side.ts';
import type { Prepared } from './prepare.ts';
import { ask, type MemberCount, requestOf } from './side.ts';
import type { LaidOut } from './spare-ports.ts';
import type { StandIns } from './stand-ins.ts';
import type { ChangeStep, RequestStep, Sequence } from './steps.ts';

export interface PlayOptions {
  readonly prepared: Prepared;
  /** null for real backends. */
  readonly standIns: StandIns | null;
  readonly install: ApacheInstall;
  readonly signal: AbortSignal;
  readonly firstIndex: number;
  readonly onRow: (row: ParityRow) => void;
}

/**
 * How far from the moment at which a member in error is due both sides must be: Apache is asked a few milliseconds
 * before us, and a busy machine makes tens of them.
 */
const DUE_MARGIN_MS = 300;
/** Longer than this a member in error is not waited for: the minute that `retry` lasts by default. */
const LONGEST_DUE_WAIT_MS = 1500;

/** Plays a sequence on both sides, each started afresh. Gives what had to be left out of it, or null. */
export async function playSequence(
  sequence: Sequence,
  options: PlayOptions,
): Promise<Result<ParityOmission | null, Trouble>> {
  const sides = await startBothSides(options.prepared, options.install, options.signal);
  if (!sides.ok) return sides;
  try {
    return await new Player(sequence, options, sides.value).play();
  } finally {
    await sides.value.stop();
  }
}

class Player {
  readonly #sequence: Sequence;
  readonly #options: PlayOptions;
  readonly #apache: ApacheSide;
  readonly #ours: OurSide;
  readonly #laidOut: LaidOut;
  readonly #jars = new CookieJars();
  readonly #routeCookies: ReadonlySet<string>;
  #index: number;

  constructor(sequence: Sequence, options: PlayOptions, { apache, ours, laidOut }: BothSides) {
    this.#sequence = sequence;
    this.#options = options;
    this.#apache = apache;
    this.#ours = ours;
    this.#laidOut = laidOut;
    this.#index = options.firstIndex;
    this.#routeCookies = new Set(
      options.prepared.project.balancers.flatMap(({ routeCookie }) => routeCookie?.name ?? []),
    );
  }

  async play(): Promise<Result<ParityOmission | null, Trouble>> {
    await this.#apache.newLog();
    for (const step of this.#sequence.steps) {
      this.#options.signal.throwIfAborted();
      if (step.do !== 'request') {
        await this.#change(step);
        continue;
      }
      await this.#awayFromDueTimes();
      const omission = await this.#request(step);
      if (this.#apache.apache.hasEnded) return fail(await this.#died());
      if (omission !== null) return succeed(omission);
    }
    return succeed(null);
  }

  async #change(step: ChangeStep): Promise<void> {
    const { standIns, prepared } = this.#options;
    for (const origin of step.origins) {
      await standIns?.setRunning(origin, step.do === 'return');
      const title = `${prepared.names.originOf(String(origin))} ${step.do === 'lose' ? 'stops answering' : 'answers again'}`;
      this.#options.onRow({ kind: 'change', index: this.#index++, group: this.#sequence.group, title });
    }
  }

  /** Both sides are asked, one after the other; then nothing is in flight on either, and they are compared. */
  async #request(step: RequestStep): Promise<ParityOmission | null> {
    const { prepared, signal, standIns } = this.#options;
    const { names } = prepared;
    const cookie = this.#jars.cookieFor(step);
    const certificate = prepared.tlsListens.has(step.listen) ? prepared.certificate : null;
    const startedAtMs = Date.now();
    const dueBefore = this.#ours.retryTimes();
    const backends = standIns === null ? 'real' : 'standIn';
    const askAt = (ports: ReadonlyMap<string, number>) =>
      ask(step, cookie, ports.get(step.listen) ?? 0, certificate, backends, signal);
    const apacheRaw = await askAt(this.#laidOut.apachePorts);
    const ourRaw = await askAt(this.#laidOut.ourPorts);
    const detail = await this.#ours.lastExchange();
    const [apacheCounts, ourCounts] = [await this.#settledApache(), await this.#settledOurs()];
    const because = this.#timeDecided(startedAtMs, dueBefore) ? TIME_DECIDED : null;
    this.#jars.keep(step, apacheRaw);
    const apache = apacheAnswer(apacheRaw, names);
    const ours = ourAnswer(ourRaw, detail?.record.variables ?? {}, names);
    const real = standIns === null ? { routeCookies: this.#routeCookies } : null;
    const differences = [
      ...differencesOf(apache, ours, real),
      ...countDifferences(apacheCounts, ourCounts, names),
    ];
    this.#options.onRow({
      kind: 'request',
      index: this.#index++,
      group: this.#sequence.group,
      title: step.title,
      request: requestOf(step, cookie),
      outcome: because !== null ? 'not-compared' : differences.length === 0 ? 'equal' : 'different',
      apache,
      ours,
      differences: because === null ? differences : [],
      why: {
        apache: explainingLines(await this.#apache.newLog()).map(names.inWords),
        ours: ourWhy(ourRaw, detail, names),
      },
      because,
    });
    // Whether the member is tried again is open now, and with it everything that follows.
    return because === null
      ? null
      : { path: null, what: `the rest of a sequence (${this.#sequence.group})`, because };
  }

  /** A member that is due while one side has been asked and the other not yet would be tried again by one alone. */
  async #awayFromDueTimes(): Promise<void> {
    const due = this.#ours.retryTimes().filter((at) => Math.abs(at - Date.now()) <= DUE_MARGIN_MS);
    if (due.length === 0) return;
    const waitMs = Math.max(...due) + DUE_MARGIN_MS - Date.now();
    if (waitMs > LONGEST_DUE_WAIT_MS) return;
    await new Promise((resolve) => setTimeout(resolve, waitMs + 1));
  }

  /** Whether a member in error came due from a little before the request to a little after it. */
  #timeDecided(startedAtMs: number, dueBefore: readonly number[]): boolean {
    const from = startedAtMs - DUE_MARGIN_MS / 2;
    const to = Date.now() + DUE_MARGIN_MS / 2;
    return [...dueBefore, ...this.#ours.retryTimes()].some((at) => at >= from && at <= to);
  }

  async #settledApache(): Promise<readonly MemberCount[]> {
    return this.#settled(() => this.#apache.counts());
  }

  async #settledOurs(): Promise<readonly MemberCount[]> {
    return this.#settled(async () => this.#ours.counts());
  }

  async #settled(read: () => Promise<readonly MemberCount[]>): Promise<readonly MemberCount[]> {
    for (let tries = 0; ; tries++) {
      const counts = await read();
      if (tries > SETTLE_TRIES || counts.every(({ busy }) => busy === 0)) return counts;
      this.#options.signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  }

  async #died(): Promise<Trouble> {
    const words = withoutDebug(await this.#apache.apache.errorLog()).split('\n');
    return {
      code: 'not-available',
      message: `Apache died while it was asked: ${words.filter((line) => line !== '').at(-1) ?? 'it left no word'}`,
      hint: 'Run it again; when it dies each time, its error log says more.',
    };
  }
}

const TIME_DECIDED =
  'a member in error came due while the two were asked: which of them tries it again is a matter of time';
/** `busy` falls a moment after the client has its answer; half a second is a hundred such moments. */
const SETTLE_TRIES = 100;
const SETTLE_MS = 5;

function ourWhy(raw: RawAnswer | null, detail: ExchangeDetail | undefined, names: Names): readonly string[] {
  if (detail === undefined) return raw === null ? ['closed without an answer'] : ['nothing was recorded'];
  const { headline, summary } = detail.explanation;
  const attempts = detail.record.attempts.map(
    ({ member, reason, outcome }) => `${names.memberOf(member) ?? member}: ${reason}, ${outcome}`,
  );
  return [headline, summary, ...attempts].map(names.inWords);
}

/** Where the counters differ: one line for all members of the project. */
function countDifferences(
  apache: readonly MemberCount[],
  ours: readonly MemberCount[],
  names: Names,
): readonly ParityDifference[] {
  const told = (counts: readonly MemberCount[], others: readonly MemberCount[]): string =>
    counts
      .filter((count, index) => !isSame(count, others[index]))
      .map(
        ({ member, flags, lbstatus, elected }) =>
          `${names.memberOf(member) ?? member}: lbstatus ${lbstatus}, elected ${elected}, flags ${flags || 'none'}`,
      )
      .join('; ') || 'none';
  const isEqual = apache.length === ours.length && apache.every((count, index) => isSame(count, ours[index]));
  return isEqual ? [] : [{ what: 'counters', apache: told(apache, ours), ours: told(ours, apache) }];
}

function isSame(one: MemberCount, other: MemberCount | undefined): boolean {
  return (
    one.member === other?.member &&
    one.flags === other.flags &&
    one.lbstatus === other.lbstatus &&
    one.elected === other.elected
  );
}
