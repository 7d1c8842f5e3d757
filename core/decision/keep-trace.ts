import type { StickyLookup } from '../contract/index.ts';
import type { AttemptTrace, ExchangeTrace } from './exchange-types.ts';

/** Nothing of the first request may stay in the copy: its texts are pieces of longer ones. */
const NOTHING: StickyLookup = { source: null, name: null, value: null, route: null };

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/**
 * A copy of a trace for keeping, written over one that is no longer wanted, if any: whoever keeps the latest thousands
 * would otherwise leave the garbage collector some objects with each exchange that lived just long enough to be dear.
 * Nothing in the copy keeps the request alive; a text that says the same as the unwanted one's is left alone.
 */
export function keepTrace(trace: ExchangeTrace, unwanted: ExchangeTrace | null): ExchangeTrace {
  const kept: Writable<ExchangeTrace> = unwanted ?? {
    ...trace,
    lookup: { ...NOTHING },
    setCookie: null,
    attempts: [],
  };
  const attempts = kept.attempts as AttemptTrace[];
  keepLookup(trace.lookup, kept.lookup);
  keepAttempts(trace.attempts, attempts);
  kept.routeChanged = trace.routeChanged;
  kept.refusal = trace.refusal;
  kept.refusedCandidates = trace.refusedCandidates;
  kept.table = trace.table;
  kept.pinLost = trace.pinLost;
  kept.status = trace.status;
  if (kept.setCookie !== trace.setCookie) kept.setCookie = trace.setCookie;
  kept.finishedUs = trace.finishedUs;
  return kept;
}

function keepLookup(lookup: StickyLookup, kept: Writable<StickyLookup>): void {
  kept.source = lookup.source;
  kept.name = lookup.name;
  if (kept.value !== lookup.value) kept.value = lookup.value === null ? null : ownText(lookup.value);
  if (kept.route !== lookup.route) kept.route = lookup.route === null ? null : ownText(lookup.route);
}

function keepAttempts(attempts: readonly AttemptTrace[], kept: AttemptTrace[]): void {
  if (kept.length > attempts.length) kept.length = attempts.length;
  for (let i = 0; i < attempts.length; i += 1) {
    const attempt = attempts[i] as AttemptTrace;
    const over: Writable<AttemptTrace> | undefined = kept[i];
    if (over === undefined) {
      kept.push({ ...attempt, candidates: ownNumbers(attempt.candidates, null) });
      continue;
    }
    over.table = attempt.table;
    over.index = attempt.index;
    over.reason = attempt.reason;
    over.standIn = attempt.standIn;
    over.candidates = ownNumbers(attempt.candidates, over.candidates);
    over.startedUs = attempt.startedUs;
    over.outcome = attempt.outcome;
    over.reusedConnection = attempt.reusedConnection;
    over.connectMs = attempt.connectMs;
    over.endedUs = attempt.endedUs;
    over.markedError = attempt.markedError;
  }
}

/** A copy of numbers, written over `unwanted` ones where it fits. */
function ownNumbers(
  numbers: readonly number[] | null,
  unwanted: readonly number[] | null,
): readonly number[] | null {
  if (numbers === null) return null;
  if (unwanted?.length !== numbers.length) return numbers.slice();
  const over = unwanted as number[];
  for (let i = 0; i < numbers.length; i += 1) over[i] = numbers[i] as number;
  return over;
}

/** A copy of a piece of a longer text, so that keeping the piece does not keep the whole. */
export function ownText(text: string): string {
  // V8 copies short pieces; a longer one is made whole by joining it with another, and cut again.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
