import type { PickReason } from '../contract/index.ts';
import { snapshotCandidates } from './candidate-trace.ts';
import { chooseCandidate } from './candidates.ts';
import type { AttemptTrace, ExchangePlan, RefusalCause } from './exchange-types.ts';
import { type FailedOutcome, OUTCOME_CAUSES } from './failure-table.ts';
import {
  isSpare,
  isStandby,
  takesItsOwnSessions,
  type UnusableState,
  unusableState,
} from './member-flags.ts';
import type { BalancerState, MemberState } from './member-state.ts';
import { recoverMembers } from './recovery.ts';
import { findRouteMember, firstWithRoute, stickyReason } from './route-member.ts';

/** The member, charged; or `nobody` when the lbmethod found none, so that a wait may help; or `nofailover`, final at once. */
export type PickResult = MemberState | 'nobody' | 'nofailover';

/**
 * One pick, from the beginning, as Apache makes it on every attempt (APACHE.md §0.3): recovery, the sticky lookup, `nofailover`, the lbmethod. Chooses and charges in one synchronous turn, which is our form of the
 * lock that Apache holds around it.
 */
export function pickMember(plan: ExchangePlan, nowUs: number): PickResult {
  const { balancer, trace } = plan;
  recoverMembers(balancer, nowUs);
  trace.table = balancer.table;
  const forced = pickForced(plan, nowUs);
  if (forced !== null) return forced;
  const { route } = trace.lookup;
  if (route !== null) {
    const index = findRouteMember(balancer, route, nowUs);
    const chosen = balancer.members[index];
    if (chosen !== undefined) {
      chargeStickyHit(balancer, chosen);
      if (chosen.settings.route !== route) trace.routeChanged = true;
      return take(plan, chosen, index, stickyReason(balancer, route, chosen), null, nowUs);
    }
    notePassedOver(plan, route);
    if (balancer.settings.noFailover && firstWithRoute(balancer, route) >= 0) return 'nofailover';
  }
  return pickBalanced(plan, nowUs);
}

/** The lbmethod's part of a pick alone: what is tried again after each sleep of a wait (APACHE.md §2.5). */
export function pickBalanced(plan: ExchangePlan, nowUs: number): PickResult {
  const { balancer, trace } = plan;
  const candidates = snapshotCandidates(balancer, nowUs);
  const index = chooseCandidate(balancer, nowUs, candidates);
  const chosen = balancer.members[index];
  if (chosen === undefined) {
    trace.refusedCandidates = candidates;
    return 'nobody';
  }
  if (balancer.settings.sticky !== null) trace.routeChanged = true;
  const reason = plan.tried.length > 0 || trace.pinLost !== null ? 'failover' : 'lbmethod';
  return take(plan, chosen, index, reason, candidates, nowUs);
}

/** Why a pick that found nobody found nobody. */
export function refusalOf(balancer: BalancerState, result: 'nobody' | 'nofailover'): RefusalCause {
  if (result === 'nofailover') return 'nofailover';
  return balancer.members.length === 0 ? 'no-members' : 'nobody-usable';
}

/**
 * A session moved by hand goes where it was moved to, charged as a sticky hit, while a member with that route is
 * usable; else the request is picked as any other. Ours, not Apache's: to Apache it is what a new cookie would do.
 */
function pickForced(plan: ExchangePlan, nowUs: number): MemberState | null {
  const { balancer, forcedRoute, trace } = plan;
  if (forcedRoute === null || forcedRoute === trace.lookup.route) return null;
  const index = findRouteMember(balancer, forcedRoute, nowUs);
  const chosen = balancer.members[index];
  if (chosen === undefined) return null;
  chargeStickyHit(balancer, chosen);
  if (balancer.settings.sticky !== null) trace.routeChanged = true;
  return take(plan, chosen, index, 'moved-by-us', null, nowUs);
}

/** A sticky hit counts as a turn for byrequests: every usable member gains, of any lbset, the chosen pays (APACHE.md §4.6). */
function chargeStickyHit(balancer: BalancerState, chosen: MemberState): void {
  let total = 0;
  for (const member of balancer.members) {
    if (!takesItsOwnSessions(member)) continue;
    member.lbstatus += member.lbfactor;
    total += member.lbfactor;
  }
  chosen.lbstatus -= total;
}

function take(
  plan: ExchangePlan,
  member: MemberState,
  index: number,
  reason: PickReason,
  candidates: AttemptTrace['candidates'],
  nowUs: number,
): MemberState {
  member.elected += 1;
  // Held per attempt until the answer has left, also for members that failed (APACHE.md §4.7).
  member.busy += 1;
  const attempt: AttemptTrace = {
    table: plan.balancer.table,
    index,
    reason,
    standIn: candidates === null ? null : standInOf(member),
    candidates,
    startedUs: nowUs,
    outcome: 'answered',
    reusedConnection: false,
    connectMs: null,
    endedUs: nowUs,
    markedError: false,
  };
  const { tried, trace } = plan;
  // One try is what nearly all have: a list made of it is a tenth of what an empty one grows to.
  plan.tried = tried.length === 0 ? [member] : [...tried, member];
  trace.attempts = tried.length === 0 ? [attempt] : [...trace.attempts, attempt];
  return member;
}

function standInOf(member: MemberState): AttemptTrace['standIn'] {
  if (isSpare(member)) return 'spare';
  return isStandby(member) ? 'standby' : null;
}

/** Keeps why the session's own member was not taken: what happened to it in this exchange, or else its flags. */
function notePassedOver(plan: ExchangePlan, route: string): void {
  const { balancer, trace } = plan;
  const own = balancer.members[firstWithRoute(balancer, route)];
  if (own === undefined) return;
  const failed = trace.attempts.find((attempt) => attempt.markedError && attemptedRoute(attempt) === route);
  // The lookup passed it over, so it is not usable; and only a failed try marks a member while picks go on.
  trace.pinLost =
    failed === undefined
      ? `member-${unusableState(own) as UnusableState}`
      : OUTCOME_CAUSES[failed.outcome as FailedOutcome];
}

function attemptedRoute(attempt: AttemptTrace): string | undefined {
  return attempt.table.balancer.members[attempt.index]?.route;
}
