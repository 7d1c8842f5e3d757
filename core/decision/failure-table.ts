import type { AttemptOutcome, DecisionCause, MemberCause } from '../contract/index.ts';
import type { AttemptReport, BrokenAnswer, OwnAnswer } from './exchange-types.ts';

/** What a failed try means for the client, the member and the rest of the exchange. */
export interface Failure {
  /** What to answer when nobody else is tried; `close` for no answer at all, null when an answer can't matter any more. */
  readonly answer: OwnAnswer | 'close' | null;
  /** Whether the member goes into error (unless it ignores errors). */
  readonly marks: boolean;
  /** Whether another member may be tried: only where nothing of the request was handed over (APACHE.md §5.1, §5.2). */
  readonly mayFailOver: boolean;
  readonly cause: DecisionCause;
  readonly memberCause: MemberCause;
}

/** Every outcome but an answer. */
export type FailedOutcome = Exclude<AttemptOutcome, 'answered'>;

/** Why a request failed with this outcome, as a decision's cause. */
export const OUTCOME_CAUSES = {
  'connect-refused': 'connect-refused',
  'connect-timeout': 'connect-timeout',
  unreachable: 'unreachable',
  'pool-exhausted': 'pool-exhausted',
  'ping-timeout': 'ping-timeout',
  'became-unusable': 'member-error',
  // A switched-off member is played as a closed port.
  'simulated-outage': 'connect-refused',
  'name-unresolved': 'name-unresolved',
  'tls-failed': 'unreachable',
  'closed-without-answer': 'answer-broken',
  'answer-timeout': 'answer-timeout',
  'answer-broken': 'answer-broken',
  'answer-cut-short': 'answer-broken',
  'send-failed': 'send-failed',
  'send-timeout': 'send-failed',
  'client-left': 'client-left',
  loop: 'loop',
} as const satisfies Record<FailedOutcome, DecisionCause>;

/** What ends an exchange when every member refuses or nobody is there to ask (APACHE.md §2.7). */
export const SERVICE_UNAVAILABLE: OwnAnswer = answerOf(503, 'Service Unavailable');

/**
 * The one table from outcome to answer, mark and failover (APACHE.md §2.7, STYLE.md §7.3, §7.4). `firstOnConnection`
 * is false from the second request of a client connection on; `hostname` is the member's, for Apache's notes.
 */
export function failureOf(
  report: AttemptReport,
  firstOnConnection: boolean,
  hostname: string,
): Failure | null {
  switch (report.outcome) {
    case 'answered':
      return null;
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'pool-exhausted':
    case 'became-unusable':
    case 'simulated-outage':
      return recoverable(report.outcome, SERVICE_UNAVAILABLE);
    case 'ping-timeout':
      return recoverable(report.outcome, proxyError(503, 'Timeout on 100-Continue'));
    case 'name-unresolved':
      return unrecoverable(report.outcome, proxyError(500, `DNS lookup failure for: ${hostname}`), true);
    case 'tls-failed':
      return unrecoverable(
        report.outcome,
        proxyError(500, 'Error during SSL Handshake with remote server'),
        true,
      );
    case 'closed-without-answer':
      // A browser repeats a request whose kept-alive connection closes without an answer. On a fresh member connection
      // the close can't be a keep-alive race, so the member is to blame.
      return firstOnConnection
        ? unrecoverable(report.outcome, proxyError(502, 'Error reading from remote server'))
        : unrecoverable(report.outcome, 'close', !report.reusedConnection && report.hadInterim !== true);
    case 'answer-timeout':
      return unrecoverable(report.outcome, proxyError(502, 'Error reading from remote server'));
    case 'answer-broken':
      return unrecoverable(report.outcome, brokenAnswer(report.broken ?? 'field-line', report.detail ?? ''));
    case 'send-failed':
      return unrecoverable(report.outcome, answerOf(502, 'Bad Gateway'));
    case 'send-timeout':
      return unrecoverable(report.outcome, answerOf(504, 'Gateway Timeout'));
    case 'loop':
      return unrecoverable(report.outcome, answerOf(508, 'Loop Detected'));
    case 'answer-cut-short':
    case 'client-left':
      return unrecoverable(report.outcome, null);
  }
}

function brokenAnswer(broken: BrokenAnswer, detail: string): OwnAnswer {
  switch (broken) {
    case 'field-line':
      return answerOf(502, 'Bad Gateway');
    case 'status-line':
      return proxyError(502, `Corrupt status line returned by remote server: ${detail}`);
    case 'too-many-interim':
      return proxyError(502, 'Too many (10) interim responses from origin server');
    case 'unexpected-101':
      return proxyError(502, `Unexpected Upgrade: ${detail === '' ? 'n/a' : detail} (expecting n/a)`);
  }
}

function recoverable(outcome: FailedOutcome, answer: OwnAnswer): Failure {
  return {
    answer,
    marks: true,
    mayFailOver: true,
    cause: OUTCOME_CAUSES[outcome],
    memberCause: 'connect-failed',
  };
}

function unrecoverable(outcome: FailedOutcome, answer: Failure['answer'], marks = false): Failure {
  const memberCause =
    outcome === 'name-unresolved' || outcome === 'closed-without-answer' ? outcome : 'connect-failed';
  return { answer, marks, mayFailOver: false, cause: OUTCOME_CAUSES[outcome], memberCause };
}

function answerOf(status: number, reasonPhrase: string): OwnAnswer {
  return { status, reasonPhrase, note: null };
}

function proxyError(status: number, note: string): OwnAnswer {
  return { status, reasonPhrase: 'Proxy Error', note };
}
