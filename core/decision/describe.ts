import {
  type AttemptOutcome,
  type AttemptRecord,
  type BalancerVariables,
  type DecisionCause,
  type DecisionRecord,
  type MemberSettings,
  renderHeaderFormat,
  type StickyLookup,
} from '../contract/index.ts';
import { bytesOf } from './byte-text.ts';
import { candidateRows } from './candidate-trace.ts';
import type { AttemptTrace, ExchangePlan, ExchangeTrace } from './exchange-types.ts';
import { verdictOf } from './summarise.ts';

const NO_LOOKUP: StickyLookup = { source: null, name: null, value: null, route: null };

/** A decision with all its reasons as data, made when somebody looks. */
export function describeExchange(trace: ExchangeTrace): DecisionRecord {
  const [decision, cause] = verdictOf(trace);
  return {
    balancer: trace.table.balancer.name,
    lookup: trace.lookup,
    decision,
    cause,
    attempts: trace.attempts.map(describeAttempt),
    variables: variablesOf(trace),
    routeChanged: trace.routeChanged,
    setCookie: trace.setCookie,
  };
}

/** Apache's variables as they stand: set with each pick, never cleared between attempts (APACHE.md §3). */
export function variablesOf(trace: ExchangeTrace): BalancerVariables {
  const last = trace.attempts.at(-1);
  const member = last?.table.balancer.members[last.index];
  if (last === undefined || member === undefined) return {};
  const { name, route } = trace.lookup;
  return {
    BALANCER_NAME: `balancer://${last.table.balancer.key}`,
    BALANCER_WORKER_NAME: member.workerName,
    BALANCER_WORKER_ROUTE: member.route,
    ...(route !== null && name !== null && { BALANCER_SESSION_STICKY: name, BALANCER_SESSION_ROUTE: route }),
    ...(trace.routeChanged && { BALANCER_ROUTE_CHANGED: '1' }),
  };
}

/**
 * The Set-Cookie value (bytes as latin1 text) that the recipe adds to an answer of a member, or null: `Header add Set-Cookie … env=
 * BALANCER_ROUTE_CHANGED` (APACHE.md §7.1). Never for 1xx, 101 or pages of our own: the caller knows which it sends.
 */
export function routeCookieOf(plan: ExchangePlan): string | null {
  const { trace } = plan;
  const last = trace.attempts.at(-1);
  if (!trace.routeChanged || last === undefined) return null;
  const { routeCookie } = last.table.balancer;
  if (routeCookie === null) return null;
  const render = (): string => bytesOf(renderHeaderFormat(routeCookie.format, variablesOf(trace)));
  // All other variables are the same for every answer of one member, so its line is made once.
  if (routeCookie.format.includes('BALANCER_SESSION')) return render();
  const known = last.table.routeCookies[last.index] ?? render();
  last.table.routeCookies[last.index] = known;
  return known;
}

/** What the engine knows of a try at a plain target. */
export interface PlainAttempt {
  readonly url: string;
  readonly outcome: AttemptOutcome;
  readonly connectMs: number | null;
  readonly reusedConnection: boolean;
  readonly durationMs: number;
}

/** The record of a request that a ProxyPass line sent to a plain URL, without balancing. */
export function describePlain(attempt: PlainAttempt, cause: DecisionCause = 'plain-target'): DecisionRecord {
  const { url, ...rest } = attempt;
  return {
    ...withoutBalancer('new', cause),
    attempts: [
      { ...rest, member: url, route: '', reason: 'plain-target', candidates: [], markedError: false },
    ],
  };
}

/** The record of a request that never reached a balancer: not mapped, malformed, a loop. */
export function describeRefusal(cause: DecisionCause): DecisionRecord {
  return withoutBalancer('refused', cause);
}

function withoutBalancer(decision: DecisionRecord['decision'], cause: DecisionCause): DecisionRecord {
  return {
    balancer: null,
    lookup: NO_LOOKUP,
    decision,
    cause,
    attempts: [],
    variables: {},
    routeChanged: false,
    setCookie: null,
  };
}

function describeAttempt(attempt: AttemptTrace): AttemptRecord {
  const member = attempt.table.balancer.members[attempt.index] as MemberSettings;
  return {
    member: member.url,
    route: member.route,
    reason: attempt.reason,
    outcome: attempt.outcome,
    candidates: attempt.candidates === null ? [] : candidateRows(attempt.table, attempt.candidates),
    connectMs: attempt.connectMs,
    reusedConnection: attempt.reusedConnection,
    durationMs: (attempt.endedUs - attempt.startedUs) / 1000,
    markedError: attempt.markedError,
  };
}
