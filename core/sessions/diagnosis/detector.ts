import type {
  BalancerSettings,
  DetectorName,
  ExchangeSummary,
  FindingPlace,
  LintSeverity,
  MemberView,
  Project,
  ProjectSettings,
  Remedy,
  SiteSettings,
  UnnumberedEvent,
} from '../../contract/index.ts';
import type { SetCookie } from '../fields.ts';
import type { Session } from '../session.ts';
import type { StickyName } from '../sticky-names.ts';
import { type Asked, otherCookies } from './asked.ts';
import type { CookieJudge } from './cookie-library.ts';

/** One Set-Cookie line of an answer, as it was sent and as it reads. */
export interface SetLine extends SetCookie {
  readonly line: string;
}

/** One exchange that may tell something; quiet ones never come here (quiet-exchanges.ts). */
export interface SeenExchange {
  readonly summary: ExchangeSummary;
  /** The session that its id stands for by now, or null. */
  readonly sessionId: string | null;
  /** Whether that is one jar for certain (an embedded user, a followed browser) and not only one sticky value. */
  readonly isExact: boolean;
  readonly asked: Asked;
  /** What the answer sets, line by line, our own last (APACHE.md §7.2). */
  readonly sets: readonly SetLine[];
  /** Epoch milliseconds. */
  readonly endedAtMs: number;
}

/**
 * One client for certain, or null: browsers that sent the same sticky value are one session (README.md, rule 3), so that
 * what one of them does and what another one does looks like one that goes to and fro. A jar that is known tells them
 * apart, and so do their other cookies.
 */
export function oneClient(
  { summary, sessionId, isExact, asked }: SeenExchange,
  sticky: string,
): string | null {
  if (isExact) return sessionId;
  const others = otherCookies(asked.cookie, [sticky]);
  return others === '' ? null : `${summary.site}\n${asked.userAgent}\n${others}`;
}

/** What a detector saw once. */
export interface Sighting {
  readonly sentence: string;
  readonly place?: Partial<FindingPlace>;
  readonly exchange?: { readonly id: number; readonly atMs: number; readonly text: string };
  readonly remedy?: Remedy | null;
  /** Where one place is worse than another; absent: the detector's own. */
  readonly severity?: LintSeverity;
}

/** What a detector may ask, and whom it tells. One for each detector. */
export interface World {
  readonly project: Project;
  readonly settings: ProjectSettings;
  balancer(name: string | null): BalancerSettings | undefined;
  site(name: string): SiteSettings | undefined;
  /** How a balancer's sticky id travels; undefined where nothing is sticky. */
  sticky(name: string | null): StickyName | undefined;
  members(): readonly MemberView[];
  /** Sessions that asked something since then. */
  activeSince(sinceMs: number): readonly Session[];
  /** What a session's id means now. */
  resolve(sessionId: string | null): string | null;
  /** Knows the rules of browsers about Domain and name prefixes; null until it is loaded, which asking for it begins. */
  cookieJudge(): CookieJudge | null;
  /** For so long, every exchange of this session is shown, quiet ones included. */
  watch(sessionId: string, forMs: number): void;
  /** For so long, every request of a site that changes something is shown. */
  watchChanges(site: string, forMs: number): void;
  /**
   * It was seen at `key` (a balancer, a cookie …). The first time opens a finding, later times count on; the number of
   * times so far, this one included, is there for the sentence.
   */
  report(key: string, sighting: (tally: Tally) => Sighting): void;
  /** The sickness at `key` is gone. */
  clear(key: string): void;
}

/** How often something was seen at one place, and at how many sessions. */
export interface Tally {
  readonly count: number;
  readonly sessions: number;
}

/** One kind of sickness: what it is in words, and how it is noticed. */
export interface Detector {
  readonly name: DetectorName;
  readonly severity: LintSeverity;
  /** Two or three words for a list. */
  readonly title: string;
  /** What it finds, as the room's table says it. */
  readonly finds: string;
  readonly symptom: string;
  readonly advice: string;
  /** Not seen for so long: it is gone. null: only `clear` says so. */
  readonly goneAfterMs: number | null;
  /** Starts noticing in one run of Routepin. */
  begin(world: World): Noticing;
}

/** A detector at work: bounded memory, time as an argument, nothing but `World` around it. */
export interface Noticing {
  exchange?(seen: SeenExchange, nowMs: number): void;
  event?(event: UnnumberedEvent, nowMs: number): void;
  /** A tunnel (WebSocket) has ended. */
  tunnelEnded?(exchangeId: number, nowMs: number): void;
  /** Once a second while there is traffic or something open. */
  tick?(nowMs: number): void;
}
