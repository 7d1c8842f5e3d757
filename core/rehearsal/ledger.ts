import type {
  RehearsalLoss,
  RehearsalMember,
  RehearsalSample,
  RehearsalSegment,
  RehearsalTotals,
  RehearsalUserView,
  UserVerdict,
  WorstRequest,
} from '../contract/index.ts';
import type { PlannedUser } from './plan.ts';

/** One answered (or failed) request of a virtual user. Times are milliseconds since the start of the run. */
export interface LedgerEntry {
  readonly user: number;
  readonly method: string;
  readonly path: string;
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  /** 0 without an answer. */
  readonly status: number;
  /** Index of the member that answered, -1 for none. */
  readonly member: number;
  readonly attempts: number;
  readonly exchangeId: number | null;
  readonly loss: Pick<RehearsalLoss, 'cause' | 'cookie'> | null;
}

/** What the ledger knows of a user. */
export interface UserRecord {
  readonly plan: PlannedUser;
  sessionId: string | null;
  requests: number;
  errors: number;
  moves: number;
  /** Whether its last request was answered well. */
  isWell: boolean;
  /** Index of the member that its last good answer came from, -1 before the first. */
  member: number;
  readonly segments: { fromMs: number; toMs: number; member: number }[];
  readonly errorsAtMs: number[];
  lost: RehearsalLoss | null;
}

type MutableSample = {
  requests: number[];
  users: number[];
  errors: number;
  lost: number;
  moved: number;
};

/** A user's lane shows so many failures. */
const MOST_ERRORS = 50;
/** A lane with more stretches than this is one that nothing pins: the last ones are joined. */
const MOST_SEGMENTS = 200;
/** Slices of the chart: as many as there are pixels for a slope, a few for each request per second. */
const SAMPLES = 120;
const LEAST_SAMPLE_MS = 100;

/** Whether an answer counts as a failure: none, or the server's own (RFC 9110 §15.6). */
export function isFailure(status: number): boolean {
  return status === 0 || status >= 500;
}

/** The length of a slice of the chart of a run. */
export function sampleLengthMs(durationMs: number): number {
  return Math.max(LEAST_SAMPLE_MS, Math.ceil(durationMs / SAMPLES / 50) * 50);
}

/** Everything that happened in a run, by user and by time. Bounded by users and duration, not by requests. */
export class Ledger {
  readonly members: readonly RehearsalMember[];
  readonly users: readonly UserRecord[];
  readonly sampleMs: number;
  readonly #samples: MutableSample[] = [];
  /** Users by the member that answered them well last. */
  readonly #held: number[];
  readonly #lastRequestAtMs: number[];
  #requests = 0;
  #failed = 0;
  worst: WorstRequest | null = null;

  constructor(members: readonly RehearsalMember[], plans: readonly PlannedUser[], durationMs: number) {
    this.members = members;
    this.sampleMs = sampleLengthMs(durationMs);
    this.#held = members.map(() => 0);
    this.#lastRequestAtMs = members.map(() => -1);
    this.users = plans.map((plan) => ({
      plan,
      sessionId: null,
      requests: 0,
      errors: 0,
      moves: 0,
      isWell: false,
      member: -1,
      segments: [],
      errorsAtMs: [],
      lost: null,
    }));
  }

  /** Users by member now, in the order of `members`. */
  get held(): readonly number[] {
    return [...this.#held];
  }

  /** When a member was last sent a request that it answered; -1 for never. */
  lastRequestAtMs(member: number): number {
    return this.#lastRequestAtMs[member] ?? -1;
  }

  add(entry: LedgerEntry): void {
    const user = this.users[entry.user] as UserRecord;
    const sample = this.#sampleAt(entry.answeredAtMs);
    const failed = isFailure(entry.status);
    const { member, answeredAtMs } = entry;
    this.#requests += 1;
    user.requests += 1;
    user.isWell = !failed;
    if (member >= 0) {
      sample.requests[member] = (sample.requests[member] ?? 0) + 1;
      this.#lastRequestAtMs[member] = entry.sentAtMs;
    }
    if (failed) {
      this.#failed += 1;
      sample.errors += 1;
      user.errors += 1;
      if (user.errorsAtMs.length < MOST_ERRORS) user.errorsAtMs.push(answeredAtMs);
    }
    this.#extendLane(user, failed ? -1 : member, entry);
    const from = user.member;
    if (!failed && member >= 0 && from !== member) {
      if (from >= 0) {
        this.#held[from] = (this.#held[from] ?? 0) - 1;
        user.moves += 1;
        sample.moved += 1;
      }
      this.#held[member] = (this.#held[member] ?? 0) + 1;
      user.member = member;
    }
    sample.users = [...this.#held];
    if (entry.loss !== null && user.lost === null) {
      sample.lost += 1;
      user.lost = {
        ...entry.loss,
        atMs: answeredAtMs,
        from: this.members[from]?.url ?? null,
        to: this.members[member]?.url ?? null,
        exchangeId: entry.exchangeId,
      };
    }
    this.#noteWorst(user, entry);
  }

  /** The slices up to a time, the last one in the making included. */
  samplesUpTo(nowMs: number): readonly RehearsalSample[] {
    this.#sampleAt(nowMs);
    return this.#samples.map((sample) => ({
      ...sample,
      requests: [...sample.requests],
      users: [...sample.users],
    }));
  }

  totals(): RehearsalTotals {
    const by: Record<UserVerdict, number> = { kept: 0, moved: 0, lost: 0, errors: 0, idle: 0 };
    for (const user of this.users) by[verdictOf(user)] += 1;
    return { users: this.users.length, ...by, requests: this.#requests, failedRequests: this.#failed };
  }

  userViews(): readonly RehearsalUserView[] {
    return this.users.map((user) => ({
      name: user.plan.name,
      verdict: verdictOf(user),
      sessionId: user.sessionId,
      arrivesAtMs: user.plan.arrivesAtMs,
      requests: user.requests,
      errors: user.errors,
      moves: user.moves,
      segments: user.segments.map(
        ({ fromMs, toMs, member }): RehearsalSegment => ({
          fromMs,
          toMs,
          member: this.members[member]?.url ?? null,
        }),
      ),
      lost: user.lost,
      errorsAtMs: [...user.errorsAtMs],
    }));
  }

  #extendLane(user: UserRecord, member: number, { sentAtMs, answeredAtMs }: LedgerEntry): void {
    const last = user.segments.at(-1);
    if (last !== undefined && (last.member === member || user.segments.length >= MOST_SEGMENTS)) {
      last.toMs = answeredAtMs;
      return;
    }
    user.segments.push({ fromMs: sentAtMs, toMs: answeredAtMs, member });
  }

  #noteWorst(user: UserRecord, entry: LedgerEntry): void {
    const durationMs = entry.answeredAtMs - entry.sentAtMs;
    if (this.worst !== null && this.worst.durationMs >= durationMs) return;
    this.worst = {
      user: user.plan.name,
      method: entry.method,
      path: entry.path,
      durationMs,
      atMs: entry.sentAtMs,
      status: entry.status,
      attempts: entry.attempts,
      member: this.members[entry.member]?.url ?? null,
      exchangeId: entry.exchangeId,
    };
  }

  #sampleAt(atMs: number): MutableSample {
    const index = Math.max(0, Math.floor(atMs / this.sampleMs));
    while (this.#samples.length <= index) {
      this.#samples.push({
        requests: this.members.map(() => 0),
        users: [...this.#held],
        errors: 0,
        lost: 0,
        moved: 0,
      });
    }
    return this.#samples[index] as MutableSample;
  }
}

/** What became of a user, the worst of it. */
export function verdictOf(user: Pick<UserRecord, 'lost' | 'errors' | 'moves' | 'requests'>): UserVerdict {
  if (user.lost !== null) return 'lost';
  if (user.errors > 0) return 'errors';
  if (user.moves > 0) return 'moved';
  return user.requests > 0 ? 'kept' : 'idle';
}
