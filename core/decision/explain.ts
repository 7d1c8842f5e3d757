import {
  type BalancerSettings,
  type CandidateRow,
  type DecisionRecord,
  type Explanation,
  forecastFor,
  headlineFor,
  sentenceFor,
} from '../contract/index.ts';
import { createBalancer } from './balancer.ts';
import { candidateRows } from './candidate-trace.ts';
import { describeExchange, routeCookieOf } from './describe.ts';
import { beginExchange, finishExchange, nextStep } from './exchange-plan.ts';
import type { ExchangeInput, ExchangeTrace } from './exchange-types.ts';
import {
  cookieStep,
  lbmethodStep,
  memberStep,
  type Story,
  setCookieStep,
  urlStep,
  usableStep,
} from './explain-steps.ts';

/** A decision in sentences: a headline, a summary and six steps, each with the directive that rules it (USERS.md §C3). */
export function explainExchange(trace: ExchangeTrace): Explanation {
  return explainTrace(trace, false);
}

function explainTrace(trace: ExchangeTrace, isForecast: boolean): Explanation {
  const record = describeExchange(trace);
  const settings = trace.table.balancer;
  const story: Story = { record, settings, candidates: candidatesOf(trace), isForecast };
  const steps = [urlStep, cookieStep, memberStep, usableStep, lbmethodStep, setCookieStep].map((tell) =>
    tell(story),
  );
  return { ...opening(record, trace.status, isForecast), steps, variables: record.variables };
}

/** The explanation of a request that no balancer saw: a plain target, or refused before any pick. */
export function explainUnbalanced(record: DecisionRecord, status: number): Explanation {
  return { ...opening(record, status, false), steps: [], variables: record.variables };
}

/**
 * What a fresh balancer with these settings would do with this one request, without sending it: for `routepin
 * explain`. The member is taken to answer 200, and the sentences say what would happen.
 */
export function explainRequest(
  settings: BalancerSettings,
  request: Pick<ExchangeInput, 'searchText' | 'cookieHeader'>,
): Explanation {
  const plan = beginExchange(createBalancer(settings), { ...request, firstOnConnection: true });
  const isForwarded = nextStep(plan, 0).do === 'forward';
  if (!isForwarded) plan.trace.refusal ??= settings.members.length === 0 ? 'no-members' : 'nobody-usable';
  finishExchange(plan, 0, {
    status: isForwarded ? 200 : 503,
    setCookie: isForwarded ? routeCookieOf(plan) : null,
  });
  return explainTrace(plan.trace, true);
}

function candidatesOf(trace: ExchangeTrace): readonly CandidateRow[] {
  if (trace.refusedCandidates !== null && trace.refusal === 'nobody-usable') {
    return candidateRows(trace.table, trace.refusedCandidates);
  }
  const last = trace.attempts.at(-1);
  return last === undefined || last.candidates === null ? [] : candidateRows(last.table, last.candidates);
}

function opening(
  record: DecisionRecord,
  status: number,
  isForecast: boolean,
): Pick<Explanation, 'headline' | 'summary'> {
  const last = record.attempts.at(-1);
  const told = {
    decision: record.decision,
    cause: record.cause,
    member: last?.member ?? null,
    route: last?.route ?? null,
    sessionRoute: record.lookup.route,
    balancer: record.balancer,
    setCookie: record.setCookie,
    status,
  };
  const tries = record.attempts.length > 1 ? ` It took ${record.attempts.length} attempts.` : '';
  return {
    headline: headlineFor(told),
    summary: (isForecast ? forecastFor(told) : sentenceFor(told)) + tries,
  };
}
