import type { LintSeverity, Mend } from './lint.ts';

/** Every detector, in the order in which lists show them; one file each in core/sessions/detectors. */
export const DETECTORS = [
  'bouncing',
  'first-requests-split',
  'cookie-name-shared',
  'cookie-refused',
  'route-cookies-several',
  'id-without-route',
  'socketio-split',
  'websocket-left-behind',
  'cookie-on-every-answer',
  'load-uneven',
  'recovered-member-empty',
  'pin-outlives-session',
  'health-at-odds',
  'origin-at-odds',
] as const;
export type DetectorName = (typeof DETECTORS)[number];

/** One exchange that shows it, and what it shows in a few words: `asked for route 1, answered by route 2`. */
export interface FindingEvidence {
  readonly exchangeId: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly text: string;
}

/** A command that mends something now, without changing the project. */
export interface RemedyCommand {
  readonly name: 'session.pin' | 'session.unpin' | 'session.move-all' | 'session.reset' | 'member.retry-now';
  readonly params: Readonly<Record<string, unknown>>;
}

/** What one click does about a finding: a change of the project, or commands in order. */
export type Remedy =
  | { readonly kind: 'project'; readonly mend: Mend }
  | {
      readonly kind: 'commands';
      /** What the button says, such as `Take the pin off`. */
      readonly label: string;
      readonly commands: readonly RemedyCommand[];
    };

/** What a finding is about; null for what it isn't about. */
export interface FindingPlace {
  readonly site: string | null;
  readonly balancer: string | null;
  readonly route: string | null;
  /** The member's URL. */
  readonly member: string | null;
  readonly sessionId: string | null;
}

/**
 * A sickness of stickiness that traffic showed (core/sessions/detectors). Raised once for one place, counted on while it
 * lasts, closed when it is gone. Lints (`Finding`) judge what is configured, these what happens.
 */
export interface TrafficFinding {
  /** `f1`, `f2` … in the order in which they were raised in this run. */
  readonly id: string;
  readonly detector: DetectorName;
  readonly severity: LintSeverity;
  /** Two or three words for a list: `Session bounces`. */
  readonly title: string;
  /** One plain sentence with the numbers as they stand now. */
  readonly sentence: string;
  /** What users notice of it. */
  readonly symptom: string;
  /** What to do, in words. */
  readonly advice: string;
  readonly remedy: Remedy | null;
  readonly place: FindingPlace;
  /** The first exchange that showed it and the newest ones, oldest first; at most five. */
  readonly evidence: readonly FindingEvidence[];
  /** How often it was seen. */
  readonly count: number;
  /** Epoch milliseconds. */
  readonly openedAtMs: number;
  readonly lastSeenAtMs: number;
  /** When it was gone; null while it lasts. */
  readonly closedAtMs: number | null;
  /** Kept, counted and not told, because somebody asked for that. */
  readonly isMuted: boolean;
}

/** What is found and what is muted, as a snapshot and `finding.list` give it. */
export interface FindingsView {
  /** Open ones first, newest last in each part; closed ones are the newest fifty. */
  readonly findings: readonly TrafficFinding[];
  readonly mutedDetectors: readonly DetectorName[];
  /** Findings that were not kept because two hundred are open. */
  readonly untold: number;
}

export const NO_FINDINGS: FindingsView = { findings: [], mutedDetectors: [], untold: 0 };
