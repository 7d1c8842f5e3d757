import {
  type DetectorName,
  type ExchangeSummary,
  type FindingsView,
  isNamed,
  type MemberView,
  type Project,
  type ProjectSettings,
  type UnnumberedEvent,
} from '../../contract/index.ts';
import { DETECTOR_LIST } from '../detectors/registry.ts';
import { readSetCookie } from '../fields.ts';
import type { Session } from '../session.ts';
import { type StickyName, stickyNamesOf } from '../sticky-names.ts';
import type { Emit } from '../types.ts';
import { readAsked } from './asked.ts';
import type { CookieJudge } from './cookie-library.ts';
import type { Detector, Noticing, SeenExchange, SetLine, World } from './detector.ts';
import { FindingKeeper, type Mutes } from './finding-keeper.ts';
import { QuietExchanges } from './quiet-exchanges.ts';

/** Exchanges that wait to be looked at; when full they are looked at at once. */
const MOST_WAITING = 256;
/** Looked at in one second; the rest is counted: who sees five hundred of them a second has seen enough. */
const MOST_PER_SECOND = 500;

/** What a diagnosis asks of the rest of a running Routepin. */
export interface DiagnosisSources {
  readonly emit: Emit;
  members(): readonly MemberView[];
  activeSince(sinceMs: number): readonly Session[];
  /** What a session's id means now; null for one that never became a session. */
  resolve(sessionId: string | null): string | null;
  cookieJudge(): CookieJudge | null;
  /** Whether a session is one jar for certain. */
  isExact(sessionId: string): boolean;
}

interface Waiting {
  readonly summary: ExchangeSummary;
  readonly answerFields: readonly string[];
  readonly requestFields: readonly string[];
}

/**
 * What is wrong with the stickiness of a running project, and on which server: every detector over the stream of
 * exchanges and events. Time is an argument; `drain` and `tick` are called by whoever has a clock (core/app).
 */
export class Diagnosis {
  readonly #sources: DiagnosisSources;
  readonly #keeper: FindingKeeper;
  readonly #quiet = new QuietExchanges();
  readonly #running: readonly Noticing[];
  readonly #ofExchanges: readonly Noticing[];
  #waiting: Waiting[] = [];
  #second = 0;
  #seenInSecond = 0;
  #skipped = 0;
  #nowMs = 0;
  #members: { readonly atMs: number; readonly views: readonly MemberView[] } | null = null;
  #names: ReadonlyMap<string, StickyName> = new Map();
  #project: Project = { version: 1, name: '', balancers: [], sites: [] };
  #settings: ProjectSettings = { name: '', balancers: [], sites: [] };

  constructor(sources: DiagnosisSources, detectors: readonly Detector[] = DETECTOR_LIST) {
    this.#sources = sources;
    this.#keeper = new FindingKeeper(sources.emit);
    this.#running = detectors.map((detector) => detector.begin(this.#worldOf(detector)));
    this.#ofExchanges = this.#running.filter((one) => one.exchange !== undefined);
  }

  /** Whether something is open, and so has to be looked at again. */
  get hasOpen(): boolean {
    return this.#keeper.hasOpen;
  }

  /** Exchanges that were of note and not looked at, because there were too many. */
  get skipped(): number {
    return this.#skipped;
  }

  findings(): FindingsView {
    return this.#keeper.view();
  }

  configure(project: Project, settings: ProjectSettings, nowMs: number): void {
    this.#project = project;
    this.#settings = settings;
    this.#names = stickyNamesOf(settings);
    this.#quiet.configure([...new Set([...this.#names.values()].map(({ cookieName }) => cookieName))]);
    this.#keeper.configure(project, nowMs);
  }

  /** Called for every exchange; true when it waits to be looked at, so that somebody calls `drain` soon. */
  seen(summary: ExchangeSummary, answerFields: readonly string[], requestFields: readonly string[]): boolean {
    if (this.#quiet.has(summary, answerFields, requestFields)) return false;
    const second = Math.trunc(summary.startedAtMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#seenInSecond = 0;
    }
    if (++this.#seenInSecond > MOST_PER_SECOND) {
      this.#skipped += 1;
      return false;
    }
    this.#waiting.push({ summary, answerFields, requestFields });
    if (this.#waiting.length >= MOST_WAITING) this.drain(summary.startedAtMs + summary.durationMs);
    return true;
  }

  /** Looks at the exchanges that wait. */
  drain(nowMs: number): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#nowMs = nowMs;
    for (const each of waiting) {
      const seen = this.#read(each);
      for (const noticing of this.#ofExchanges) noticing.exchange?.(seen, nowMs);
    }
  }

  /** Everything that happens besides exchanges. */
  event(event: UnnumberedEvent, nowMs: number): void {
    // A move is a consequence of what came before it.
    if (event.event === 'session.moved' || event.event === 'member.changed') this.drain(nowMs);
    this.#nowMs = nowMs;
    for (const noticing of this.#running) noticing.event?.(event, nowMs);
  }

  tunnelEnded(exchangeId: number, nowMs: number): void {
    this.drain(nowMs);
    for (const noticing of this.#running) noticing.tunnelEnded?.(exchangeId, nowMs);
  }

  /** Once a second: what shows only in numbers, what has become of what was found. */
  tick(nowMs: number): void {
    this.drain(nowMs);
    this.#nowMs = nowMs;
    this.#quiet.expire(nowMs);
    for (const noticing of this.#running) noticing.tick?.(nowMs);
    this.#keeper.tell(nowMs);
  }

  /** Whether there is such a finding. */
  mute(findingId: string, on: boolean): boolean {
    return this.#keeper.mute(findingId, on);
  }

  get mutes(): Mutes {
    return this.#keeper.mutes;
  }

  restoreMutes(mutes: Mutes): void {
    this.#keeper.restore(mutes);
  }

  muteDetector(detector: DetectorName, on: boolean): void {
    this.#keeper.muteDetector(detector, on);
  }

  #read({ summary, answerFields, requestFields }: Waiting): SeenExchange {
    const sessionId = this.#sources.resolve(summary.sessionId);
    const endedAtMs = summary.startedAtMs + summary.durationMs;
    const sets: SetLine[] = [];
    const read = (line: string) => {
      const cookie = readSetCookie(line, endedAtMs);
      if (cookie !== null) sets.push({ ...cookie, line });
    };
    for (let at = 0; at + 1 < answerFields.length; at += 2) {
      if (isNamed(answerFields[at] as string, 'set-cookie')) read(answerFields[at + 1] as string);
    }
    if (summary.setCookie !== null) read(summary.setCookie);
    return {
      summary,
      sessionId,
      isExact: sessionId !== null && this.#sources.isExact(sessionId),
      asked: readAsked(requestFields),
      sets,
      endedAtMs,
    };
  }

  /** Members as they are; made once for all that is looked at together. */
  #membersNow(): readonly MemberView[] {
    if (this.#members?.atMs !== this.#nowMs) {
      this.#members = { atMs: this.#nowMs, views: this.#sources.members() };
    }
    return this.#members.views;
  }

  #worldOf(detector: Detector): World {
    const self = this;
    const sources = this.#sources;
    return {
      get project() {
        return self.#project;
      },
      get settings() {
        return self.#settings;
      },
      balancer: (name) => this.#settings.balancers.find((one) => one.key === name?.toLowerCase()),
      site: (name) => this.#settings.sites.find((one) => one.name === name),
      sticky: (name) => (name === null ? undefined : this.#names.get(name.toLowerCase())),
      members: () => this.#membersNow(),
      activeSince: (sinceMs) => sources.activeSince(sinceMs),
      resolve: (sessionId) => sources.resolve(sessionId),
      cookieJudge: () => sources.cookieJudge(),
      watch: (sessionId, forMs) => this.#quiet.watch(sessionId, this.#nowMs + forMs),
      watchChanges: (site, forMs) => this.#quiet.watchChanges(site, this.#nowMs + forMs),
      report: (key, sighting) => this.#keeper.report(detector, key, sighting, this.#nowMs),
      clear: (key) => this.#keeper.clear(detector.name, key, this.#nowMs),
    };
  }
}
