import type {
  Balancer,
  Rehearsal,
  RehearsalMark,
  RehearsalMember,
  RehearsalResult,
  RehearsalView,
} from '../contract/index.ts';
import { findingsOf } from './findings.ts';
import { isFailure, Ledger } from './ledger.ts';
import { markText } from './mark-text.ts';
import { type PlannedUser, planUsers } from './plan.ts';
import { Recoveries } from './recoveries.ts';
import type { ResolvedRehearsal, ResolvedStep } from './resolve.ts';
import { SessionWatch, stickyCookiesOf } from './session-watch.ts';
import { brokenLimits } from './verdict.ts';
import { locationOf, Visitor, type VisitorRequest } from './visitor.ts';
import type { RehearsalClock, RehearsalWorld, WorldAnswer } from './world.ts';

/** How long answers that are on their way are waited for after the end. */
const GRACE_MS = 2000;

export interface RunOptions {
  readonly seed: number;
  /** What a browser would show: the origin of the users' cookies. */
  readonly siteUrl: string;
  /** The balancers behind the site, as the project has them. */
  readonly balancers: readonly Balancer[];
  readonly world: RehearsalWorld;
}

interface Actor {
  readonly plan: PlannedUser;
  readonly visitor: Visitor;
  readonly watch: SessionWatch;
  /** The request on its way; null between two. */
  asked: { readonly request: VisitorRequest; readonly sentAtMs: number } | null;
}

type Parts = Pick<
  RehearsalView,
  'elapsedMs' | 'durationMs' | 'members' | 'marks' | 'totals' | 'sampleMs' | 'samples' | 'users'
>;

/** One rehearsal being played: users come, ask, think and ask again while steps take members away (README.md). */
export class RehearsalRun {
  readonly #resolved: ResolvedRehearsal;
  readonly #options: RunOptions;
  readonly #clock: RehearsalClock;
  readonly #ledger: Ledger;
  readonly #actors: readonly Actor[];
  readonly #recoveries = new Recoveries();
  readonly #marks: RehearsalMark[] = [];
  readonly #timers = new Set<() => void>();
  #startedAtMs = 0;
  #endedAtMs: number | null = null;
  /** No new requests: the duration is over. */
  #isClosing = false;
  #settle: ((end: 'finished' | 'cancelled' | Error) => void) | null = null;
  #before: readonly number[] | null = null;
  #playing: Promise<void> = Promise.resolve();

  constructor(resolved: ResolvedRehearsal, options: RunOptions) {
    this.#resolved = resolved;
    this.#options = options;
    this.#clock = options.world.clock;
    const plans = planUsers(resolved.rehearsal, options.seed);
    const sticky = stickyCookiesOf(options.balancers);
    this.#ledger = new Ledger(resolved.members, plans, this.durationMs);
    this.#actors = plans.map((plan) => ({
      plan,
      visitor: new Visitor(options.siteUrl, plan.name),
      watch: new SessionWatch(resolved.rehearsal.session, sticky),
      asked: null,
    }));
  }

  get rehearsal(): Rehearsal {
    return this.#resolved.rehearsal;
  }

  get durationMs(): number {
    return Math.round(this.#resolved.rehearsal.duration * 1000);
  }

  /** Plays it to its end, or until `cancel`. Rejects when the program itself fails; steps are the caller's to take back. */
  async play(): Promise<'finished' | 'cancelled'> {
    this.#startedAtMs = this.#clock.nowMs();
    const end = await new Promise<'finished' | 'cancelled' | Error>((resolve) => {
      this.#settle = resolve;
      for (const [index, { plan }] of this.#actors.entries()) {
        this.#after(plan.arrivesAtMs, () => this.#ask(index, 0));
      }
      for (const step of this.#resolved.steps) this.#after(step.atMs, () => this.#play(step));
      this.#after(this.durationMs, () => this.#close());
    });
    for (const stop of this.#timers) stop();
    this.#timers.clear();
    this.#endedAtMs = this.#elapsedMs();
    this.#settle = null;
    await this.#playing;
    if (end instanceof Error) throw end;
    return end;
  }

  /** Ends it early; answers that are on their way are not waited for. */
  cancel(): void {
    this.#settle?.('cancelled');
  }

  /** The run so far, as a view shows it. */
  parts(): Parts {
    const elapsedMs = this.#endedAtMs ?? this.#elapsedMs();
    return {
      elapsedMs,
      durationMs: this.durationMs,
      members: this.#ledger.members,
      marks: [...this.#marks],
      totals: this.#ledger.totals(),
      sampleMs: this.#ledger.sampleMs,
      samples: this.#ledger.samplesUpTo(Math.min(elapsedMs, this.durationMs + GRACE_MS)),
      users: this.#ledger.userViews(),
    };
  }

  totals(): RehearsalView['totals'] {
    return this.#ledger.totals();
  }

  get elapsedMs(): number {
    return this.#endedAtMs ?? this.#elapsedMs();
  }

  /** What the run showed. `isWhole` false: it was cancelled, and what did not happen is nobody's fault. */
  result(isWhole: boolean): RehearsalResult {
    const recoveries = this.#recoveries.list();
    const totals = this.#ledger.totals();
    const broken = brokenLimits(this.rehearsal, totals, recoveries);
    return {
      passed: broken.length === 0 && totals.requests > 0,
      broken,
      before: this.#before ?? this.#ledger.held,
      after: this.#ledger.held,
      recoveries,
      worst: this.#ledger.worst,
      findings: findingsOf({
        resolved: this.#resolved,
        balancers: this.#options.balancers,
        ledger: this.#ledger,
        marks: this.#marks,
        recoveries,
        knowsSessions: this.#actors.some(({ watch }) => watch.knowsSession),
        isWhole,
      }),
    };
  }

  #ask(user: number, index: number): void {
    if (this.#isClosing || this.#settle === null) return;
    this.#askAll(user, index).then(
      () => {
        if (this.#isClosing) return this.#finishWhenAnswered();
        this.#after((this.#actors[user] as Actor).plan.nextThinkMs(), () => this.#ask(user, index + 1));
      },
      (error: unknown) => this.#settle?.(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** One request and the redirects that follow from it. */
  async #askAll(user: number, index: number): Promise<void> {
    const actor = this.#actors[user] as Actor;
    let wanted = actor.plan.requestAt(index);
    for (let followed = 0; ; followed++) {
      const request = actor.visitor.request(wanted);
      const sentAtMs = this.#elapsedMs();
      actor.asked = { request, sentAtMs };
      const answer = await this.#options.world.send(user, request);
      // It was given up meanwhile, and counted as such.
      if (actor.asked === null || this.#settle === null) return;
      actor.asked = null;
      this.#answered(user, index, request, sentAtMs, answer);
      const next = actor.visitor.follow(wanted, answer, followed);
      if (next === null || this.#isClosing) return;
      wanted = next;
    }
  }

  #answered(
    user: number,
    index: number,
    request: VisitorRequest,
    sentAtMs: number,
    answer: WorldAnswer,
  ): void {
    const { visitor, watch, plan } = this.#actors[user] as Actor;
    const record = this.#ledger.users[user];
    if (record === undefined) return;
    const answeredAtMs = this.#elapsedMs();
    const member = this.#indexOf(answer.member);
    const failed = isFailure(answer.status);
    const cookies = visitor.keep(request.path, answer, new Date(this.#clock.nowMs()));
    const loss = failed
      ? null
      : watch.observe({
          method: request.method,
          path: request.path,
          status: answer.status,
          location: locationOf(answer),
          cookies,
          sent: Visitor.sentCookies(request),
          body: answer.body,
          isMoved: member >= 0 && record.member >= 0 && record.member !== member,
          isBeginning: plan.isBeginning(index),
        });
    record.sessionId ??= answer.sessionId;
    this.#ledger.add({
      user,
      method: request.method,
      path: request.path,
      sentAtMs,
      answeredAtMs,
      status: answer.status,
      member,
      attempts: answer.attempts,
      exchangeId: answer.exchangeId,
      loss,
    });
    if (!failed) this.#recoveries.answered(user, sentAtMs, answeredAtMs);
  }

  #play(step: ResolvedStep): void {
    this.#before ??= this.#ledger.held;
    // One after another: two steps of the same time are carried out in the order of the file.
    this.#playing = this.#playing.then(async () => {
      if (this.#settle === null) return;
      const atMs = this.#elapsedMs();
      this.#recoveries.begin(step, atMs, this.#ledger.members, this.#ledger.users);
      const held = this.#heldBy(step.members);
      const { trouble, moved } = await this.#options.world.play(step).catch((error: unknown) => ({
        trouble: error instanceof Error ? error.message : String(error),
        moved: 0,
      }));
      this.#marks.push({
        step: step.index,
        atMs,
        kind: step.kind,
        member: step.members.length === 1 ? (step.members[0]?.url ?? null) : null,
        text: markText(step, held, moved ?? 0),
        trouble,
      });
    });
  }

  /** The duration is over: what is on its way may still come, for a while. */
  #close(): void {
    this.#isClosing = true;
    for (const stop of this.#timers) stop();
    this.#timers.clear();
    this.#after(GRACE_MS, () => {
      for (const [user, actor] of this.#actors.entries()) this.#giveUp(user, actor);
      this.#settle?.('finished');
    });
    this.#finishWhenAnswered();
  }

  #finishWhenAnswered(): void {
    if (this.#actors.every(({ asked }) => asked === null)) this.#settle?.('finished');
  }

  /** Nobody has answered till the end: that is a failure. */
  #giveUp(user: number, actor: Actor): void {
    if (actor.asked === null) return;
    const { request, sentAtMs } = actor.asked;
    actor.asked = null;
    this.#ledger.add({
      user,
      method: request.method,
      path: request.path,
      sentAtMs,
      answeredAtMs: this.#elapsedMs(),
      status: 0,
      member: -1,
      attempts: 0,
      exchangeId: null,
      loss: null,
    });
  }

  #heldBy(members: readonly RehearsalMember[]): number {
    return members.reduce((sum, member) => sum + (this.#ledger.held[this.#indexOf(member)] ?? 0), 0);
  }

  #indexOf(member: { readonly balancer: string; readonly url: string } | null): number {
    if (member === null) return -1;
    const balancer = member.balancer.toLowerCase();
    return this.#ledger.members.findIndex(
      (one) => one.url === member.url && one.balancer.toLowerCase() === balancer,
    );
  }

  #after(ms: number, act: () => void): void {
    const stop = this.#clock.after(ms, () => {
      this.#timers.delete(stop);
      act();
    });
    this.#timers.add(stop);
  }

  #elapsedMs(): number {
    return Math.round(this.#clock.nowMs() - this.#startedAtMs);
  }
}
