import type { AttemptOutcome, CandidateState } from '../contract/index.ts';

/** What became of a try, as the end of a sentence that begins with the member. */
export const OUTCOME_WORDS: Readonly<Record<AttemptOutcome, string>> = {
  answered: 'answered',
  'connect-refused': 'refused the connection',
  'connect-timeout': 'did not accept the connection in time',
  unreachable: 'could not be reached',
  'pool-exhausted': 'had no connection free in time',
  'ping-timeout': 'did not answer the ping in time',
  'became-unusable': 'stopped being usable while the connection was made',
  'name-unresolved': 'has a host name that could not be resolved',
  'tls-failed': 'failed the TLS handshake',
  'closed-without-answer': 'closed the connection without an answer',
  'answer-timeout': 'did not answer in time',
  'answer-broken': 'answered what is not HTTP',
  'answer-cut-short': 'ended its answer too early',
  'send-failed': 'did not take the whole request',
  'send-timeout': 'did not take the request in time',
  'client-left': 'was still working when the client left',
  'simulated-outage': 'is switched off here, as if nobody listened',
  loop: 'is one of our own listeners',
};

/** How a member stood, as the end of "it is …". */
export const CANDIDATE_WORDS: Readonly<Record<CandidateState, string>> = {
  chosen: 'chosen',
  offered: 'offered',
  draining: 'draining (N)',
  disabled: 'disabled (D)',
  stopped: 'stopped (S)',
  error: 'in error (E)',
  'health-failed': 'failing its health check (C)',
  'spare-unused': 'a hot spare (R) that is not needed',
  'standby-unused': 'a hot standby (H) that is not needed',
  'other-lbset': 'in another lbset',
};

/** Text in quotation marks, as it is. */
export function quoted(text: string): string {
  return `“${text}”`;
}

/** Milliseconds as a person says them: `400 ms`, `1.5 s`, `60 s`. */
export function inWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** `no dot` for the default separator, else `no “-”`. */
export function separatorWord(separator: string): string {
  return separator === '.' ? 'no dot' : `no ${quoted(separator)}`;
}
