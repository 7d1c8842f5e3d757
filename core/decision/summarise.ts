import type { Decision, DecisionCause } from '../contract/index.ts';
import type { AttemptTrace, DecisionSummary, ExchangeTrace, RefusalCause } from './exchange-types.ts';
import { type FailedOutcome, OUTCOME_CAUSES } from './failure-table.ts';

type Verdict = readonly [Decision, DecisionCause];

/** What a row of the traffic list needs; cheap, so that each finished exchange can have it. */
export function summariseDecision(trace: ExchangeTrace): DecisionSummary {
  const [decision, cause] = verdictOf(trace);
  const last = trace.attempts.at(-1);
  const member = last?.table.balancer.members[last.index];
  return {
    decision,
    cause,
    member: member?.url ?? null,
    route: member?.route ?? null,
    sessionRoute: trace.lookup.route,
    routeChanged: trace.routeChanged,
    setCookie: trace.setCookie,
    attempts: trace.attempts.length,
  };
}

/**
 * The decision's word and its cause (DESIGN.md §5). The word says how the last pick came about; the cause says why,
 * unless something went wrong after the pick, which is then the cause.
 */
export function verdictOf(trace: ExchangeTrace): Verdict {
  const last = trace.attempts.at(-1);
  if (trace.refusal !== null) return refusalVerdict(trace.refusal, last);
  // Nothing was ever picked: the client left while it waited.
  if (last === undefined) return ['refused', 'client-left'];
  if (last.outcome === 'loop') return ['refused', 'loop'];
  const [decision, cause] = pickVerdict(trace, last);
  return [decision, last.outcome === 'answered' ? cause : OUTCOME_CAUSES[last.outcome]];
}

function refusalVerdict(refusal: RefusalCause, last: AttemptTrace | undefined): Verdict {
  if (refusal === 'nofailover') return ['stuck', 'nofailover'];
  if (refusal !== 'attempts-exhausted' || last === undefined) return ['refused', refusal];
  if (last.table.balancer.noFailover && last.candidates === null) return ['stuck', 'nofailover'];
  const hadOthers = last.markedError && last.table.balancer.members.length > 1;
  return ['refused', hadOthers ? refusal : OUTCOME_CAUSES[last.outcome as FailedOutcome]];
}

function pickVerdict(trace: ExchangeTrace, last: AttemptTrace): Verdict {
  switch (last.reason) {
    case 'sticky':
      return ['pinned', 'followed-route'];
    case 'sticky-same-route':
      return ['fallback', 'same-route'];
    case 'sticky-standby':
      return ['fallback', 'standby'];
    case 'sticky-redirect':
      return ['redirected', 'redirect-followed'];
    case 'moved-by-us':
      return ['moved', 'moved-by-us'];
    default:
      return balancedVerdict(trace, last);
  }
}

function balancedVerdict(trace: ExchangeTrace, last: AttemptTrace): Verdict {
  if (trace.pinLost !== null) return ['moved', trace.pinLost];
  const { source, route } = trace.lookup;
  if (route !== null && route !== '') return ['unknown-route', 'route-unknown'];
  if (last.standIn !== null) return ['fallback', last.standIn];
  if (route === '') return ['new', 'empty-route'];
  if (source !== null) return ['new', 'no-separator'];
  return ['new', last.table.balancer.sticky === null ? 'not-sticky' : 'no-id'];
}
