import {
  type CommandParams,
  type ExchangeSummary,
  type FindingsView,
  type MemberView,
  type Project,
  type ProjectSettings,
  type Result,
  succeed,
  type UnnumberedEvent,
} from '../contract/index.ts';
import { type CookieJudge, Diagnosis, loadCookieJudge, type Sessions } from '../sessions/index.ts';
import type { KeptMutes } from './kept-mutes.ts';

/** Exchanges of note are looked at together, away from the requests they came with. */
const DRAIN_MS = 100;
const TICK_MS = 1000;
/** Without traffic nothing gets worse or better: the clock stops, and this process sleeps. */
const REST_AFTER_MS = 120_000;

export interface DiagnosisDeskOptions {
  readonly sessions: Sessions;
  readonly emit: (event: UnnumberedEvent) => void;
  members(): readonly MemberView[];
  /** Off, nothing is looked at. */
  readonly isOn: boolean;
  /** Where mutes outlive the run. */
  readonly mutes: KeptMutes;
}

/** Runs the detectors (core/sessions/detectors) on what happens: their clock, their library, their commands. */
export class DiagnosisDesk {
  readonly #diagnosis: Diagnosis;
  #judge: CookieJudge | null = null;
  #isLoading = false;
  #draining: NodeJS.Timeout | null = null;
  #ticking: NodeJS.Timeout | null = null;
  #lastTrafficMs = 0;
  #isStopped = false;
  readonly #isOn: boolean;
  readonly #mutes: KeptMutes;
  #restoredFor: string | null = null;

  constructor({ sessions, emit, members, isOn, mutes }: DiagnosisDeskOptions) {
    this.#isOn = isOn;
    this.#mutes = mutes;
    this.#diagnosis = new Diagnosis({
      emit,
      members,
      activeSince: (sinceMs) => sessions.pins.activeSince(sinceMs),
      resolve: (sessionId) => sessions.resolveId(sessionId),
      isExact: (sessionId) => sessions.pins.isExact(sessionId),
      cookieJudge: () => this.#cookieJudge(),
    });
  }

  configure(project: Project, settings: ProjectSettings): void {
    this.#diagnosis.configure(project, settings, Date.now());
    if (this.#isOn) void this.#restoreMutes();
  }

  /** Called for every exchange; what it costs is measured by test/bench/exchange.bench.mjs. */
  finished(
    summary: ExchangeSummary,
    answerFields: readonly string[],
    requestFields: readonly string[],
  ): void {
    if (!this.#isOn) return;
    this.#lastTrafficMs = summary.startedAtMs;
    if (this.#ticking === null) this.#start();
    if (this.#diagnosis.seen(summary, answerFields, requestFields)) {
      this.#draining ??= setTimeout(() => this.#drain(), DRAIN_MS).unref();
    }
  }

  /** What happens besides exchanges, as far as detectors care: newcomers tell of themselves by the thousand. */
  event(event: UnnumberedEvent): void {
    if (!this.#isOn) return;
    const { event: name } = event;
    if (name === 'session.moved' || name === 'member.changed' || name === 'member.removed') {
      this.#diagnosis.event(event, Date.now());
    }
  }

  tunnelEnded(exchangeId: number): void {
    this.#diagnosis.tunnelEnded(exchangeId, Date.now());
  }

  findings(): FindingsView {
    return this.#diagnosis.findings();
  }

  /** Looks at everything now: before a snapshot that is to be complete, and in tests. */
  look(): void {
    this.#diagnosis.tick(Date.now());
  }

  /** What was found, up to now. */
  list(): Result<FindingsView> {
    this.look();
    return succeed(this.findings());
  }

  /** Mutes one finding or tells of it again; false when there is none of this id (any more). */
  mute(findingId: string, on: boolean): boolean {
    const isKnown = this.#diagnosis.mute(findingId, on);
    if (isKnown) this.#keepMutes();
    return isKnown;
  }

  muteDetector({ detector, on }: CommandParams<'detector.mute'>): void {
    this.#diagnosis.muteDetector(detector, on);
    this.#keepMutes();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#draining !== null) clearTimeout(this.#draining);
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#draining = null;
  }

  #keepMutes(): void {
    void this.#mutes.save(this.#diagnosis.mutes);
  }

  /** Once for each project that is opened. */
  async #restoreMutes(): Promise<void> {
    // Which file the project has is settled when it has been applied.
    await Promise.resolve();
    const { project } = this.#mutes;
    if (this.#restoredFor === project) return;
    this.#restoredFor = project;
    const mutes = await this.#mutes.load();
    if (mutes !== undefined && !this.#isStopped) this.#diagnosis.restoreMutes(mutes);
  }

  #start(): void {
    if (this.#isStopped) return;
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  #tick(): void {
    const nowMs = Date.now();
    this.#diagnosis.tick(nowMs);
    if (nowMs - this.#lastTrafficMs < REST_AFTER_MS || this.#diagnosis.hasOpen) return;
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
  }

  #drain(): void {
    this.#draining = null;
    this.#diagnosis.drain(Date.now());
  }

  #cookieJudge(): CookieJudge | null {
    if (this.#judge === null && !this.#isLoading) {
      this.#isLoading = true;
      void loadCookieJudge().then((judge) => {
        this.#judge = judge;
      });
    }
    return this.#judge;
  }
}
