import { maxAttemptsOf } from './balancer.ts';
import type {
  AttemptReport,
  AttemptTrace,
  ExchangeEnd,
  ExchangeInput,
  ExchangePlan,
  Step,
} from './exchange-types.ts';
import { failureOf, SERVICE_UNAVAILABLE } from './failure-table.ts';
import { markError, takesItsOwnSessions } from './member-flags.ts';
import type { BalancerState, MemberState } from './member-state.ts';
import { type PickResult, pickBalanced, pickMember, refusalOf } from './pick.ts';
import { lookUpSession } from './sticky-lookup.ts';

/** Sleeps that a balancer's `timeout` is cut into (APACHE.md §2.5). */
const WAIT_STEPS = 100;
const NO_MEMBERS: readonly MemberState[] = [];
const NO_ATTEMPTS: readonly AttemptTrace[] = [];
const FINISH: Step = { do: 'finish' };

/** A new exchange: what the request brings is looked up once, since every attempt would find the same. */
export function beginExchange(balancer: BalancerState, input: ExchangeInput): ExchangePlan {
  const lookup = lookUpSession(balancer.settings.sticky, input.searchText, input.cookieHeader);
  return {
    balancer,
    lookup,
    firstOnConnection: input.firstOnConnection,
    forcedRoute: input.forcedRoute ?? null,
    tried: NO_MEMBERS,
    trace: {
      lookup,
      attempts: NO_ATTEMPTS,
      routeChanged: false,
      refusal: null,
      refusedCandidates: null,
      table: balancer.table,
      pinLost: null,
      status: 0,
      setCookie: null,
      finishedUs: 0,
    },
    attempt: 0,
    maxAttempts: maxAttemptsOf(balancer.settings),
    isWaiting: false,
    waitsLeft: 0,
    waitMs: 0,
    isFinished: false,
    isReleased: false,
  };
}

/**
 * What to do next (APACHE.md §0.3–§0.6). Without a report: the first pick, or another look after a wait. With one:
 * what the last try's outcome means, until the answer's head has gone to the client. Marks members, counts, picks
 * and charges in this one call.
 */
export function nextStep(plan: ExchangePlan, nowUs: number, report?: AttemptReport): Step {
  if (report === undefined) {
    return plan.isWaiting ? lookAgain(plan, nowUs) : pickNext(plan, nowUs);
  }
  return afterAttempt(plan, nowUs, report);
}

/**
 * What the final status does to the member that was asked last: failonstatus, failontimeout (APACHE.md §2.6), and
 * what is kept of the end. Once, when the status is known; later calls do nothing.
 */
export function finishExchange(plan: ExchangePlan, nowUs: number, end: ExchangeEnd): void {
  if (plan.isFinished) return;
  plan.isFinished = true;
  stopWaiting(plan);
  const { trace } = plan;
  trace.status = end.status;
  trace.setCookie = end.setCookie;
  trace.finishedUs = nowUs;
  const attempt = trace.attempts.at(-1);
  const member = plan.tried.at(-1);
  if (attempt === undefined || member === undefined) return;
  attempt.endedUs = nowUs;
  if (end.outcome !== undefined) attempt.outcome = end.outcome;
  // A pick that found nobody has no member to blame (mod_proxy clears the balancer then).
  if (trace.refusal === null || trace.refusal === 'attempts-exhausted')
    blame(plan, member, nowUs, end, attempt);
}

/**
 * Gives back one `busy` for each try, never below 0 (APACHE.md §4.7). Once, when the answer has left, the tunnel has
 * ended or the client has gone; ends a wait, too. Later calls do nothing.
 */
export function releaseExchange(plan: ExchangePlan): void {
  if (plan.isReleased) return;
  plan.isReleased = true;
  stopWaiting(plan);
  for (const member of plan.tried) member.busy = Math.max(0, member.busy - 1);
}

function pickNext(plan: ExchangePlan, nowUs: number): Step {
  const result = pickMember(plan, nowUs);
  const { balancer } = plan;
  const { timeoutMs } = balancer.settings;
  if (result !== 'nobody' || timeoutMs === 0 || balancer.someoneWaits) return stepFor(plan, result);
  balancer.someoneWaits = true;
  plan.isWaiting = true;
  plan.waitsLeft = WAIT_STEPS;
  plan.waitMs = timeoutMs / WAIT_STEPS;
  return { do: 'wait', forMs: plan.waitMs };
}

/** Only the lbmethod looks again: neither the session nor a forced recovery, as in Apache. */
function lookAgain(plan: ExchangePlan, nowUs: number): Step {
  const result = pickBalanced(plan, nowUs);
  plan.waitsLeft -= 1;
  if (result === 'nobody' && plan.waitsLeft > 0) return { do: 'wait', forMs: plan.waitMs };
  stopWaiting(plan);
  return stepFor(plan, result);
}

function stopWaiting(plan: ExchangePlan): void {
  if (!plan.isWaiting) return;
  plan.isWaiting = false;
  plan.balancer.someoneWaits = false;
}

function stepFor(plan: ExchangePlan, result: PickResult): Step {
  if (typeof result === 'object') return { do: 'forward', member: result };
  plan.trace.refusal = refusalOf(plan.balancer, result);
  return { do: 'answer', answer: SERVICE_UNAVAILABLE };
}

function afterAttempt(plan: ExchangePlan, nowUs: number, report: AttemptReport): Step {
  const member = plan.tried.at(-1);
  const attempt = plan.trace.attempts.at(-1);
  if (member === undefined || attempt === undefined) throw new Error('a report without a try');
  attempt.outcome = report.outcome;
  attempt.reusedConnection = report.reusedConnection;
  attempt.connectMs = report.connectMs;
  attempt.endedUs = nowUs;
  const failure = failureOf(report, plan.firstOnConnection, member.settings.target.hostname);
  if (failure === null) return FINISH;
  if (failure.marks) attempt.markedError = markError(plan.balancer, member, nowUs, failure.memberCause);
  if (failure.mayFailOver) {
    // A member that ignores errors is still usable, which ends the loop too (APACHE.md §0.6).
    if (!takesItsOwnSessions(member) && plan.attempt < plan.maxAttempts) {
      plan.attempt += 1;
      // Apache reads its clock again: at least a microsecond has passed since the mark, which is what makes a member
      // with retry=0 due for the very next attempt (APACHE.md §2.4).
      return pickNext(plan, nowUs + 1);
    }
    plan.trace.refusal = 'attempts-exhausted';
  }
  if (failure.answer === null) return FINISH;
  return failure.answer === 'close' ? { do: 'close' } : { do: 'answer', answer: failure.answer };
}

function blame(
  { balancer }: ExchangePlan,
  member: MemberState,
  nowUs: number,
  end: ExchangeEnd,
  attempt: AttemptTrace,
): void {
  const { failOnStatus, failOnTimeout } = balancer.settings;
  const isTimedOut = end.timedOut ?? attempt.outcome === 'answer-timeout';
  // A client whose kept connection is closed without a word gets no status; Apache's own is 502 all the same.
  const status = end.status === 0 && attempt.outcome === 'closed-without-answer' ? 502 : end.status;
  const cause = failOnStatus.includes(status) ? 'failonstatus' : 'failontimeout';
  if (cause === 'failontimeout' && !(failOnTimeout && isTimedOut)) return;
  if (markError(balancer, member, nowUs, cause)) attempt.markedError = true;
}
