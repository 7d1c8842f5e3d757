import { changeFlags, ignoresErrors, isInError, isStopped, MEMBER_FLAGS } from './member-flags.ts';
import type { BalancerState, MemberState } from './member-state.ts';

/**
 * Clears a member's E when its retry is due: strictly after error time + `retry`, at once with flag I, never while
 * stopped (APACHE.md §5.4). Only E: a member that is also disabled or health-failed stays unusable.
 */
export function retryMember(balancer: BalancerState, member: MemberState, nowUs: number): void {
  if (!isInError(member) || isStopped(member)) return;
  if (!ignoresErrors(member) && nowUs <= retryDueUs(member)) return;
  member.retries += 1;
  changeFlags(balancer, member, member.flags & ~MEMBER_FLAGS.E, 'retry-due');
}

/** The last microsecond at which a member in error is not retried yet. */
function retryDueUs(member: MemberState): number {
  return member.errorAtUs + member.settings.retryMs * 1000;
}

/** Milliseconds until a member in error may be retried, 0 when it may now. */
export function retryInMs(member: MemberState, nowUs: number): number {
  return Math.max(0, (retryDueUs(member) - nowUs) / 1000);
}

/**
 * The pass before each pick (APACHE.md §5.5). Walks the members in order and stops at the first that isn't in error,
 * or no longer: a disabled member counts as not in error. When all are, `forcerecovery` clears every E, of stopped
 * members too.
 */
export function recoverMembers(balancer: BalancerState, nowUs: number): void {
  for (const member of balancer.members) {
    retryMember(balancer, member, nowUs);
    if (!isInError(member)) return;
  }
  if (!balancer.settings.forceRecovery) return;
  for (const member of balancer.members) {
    member.retries += 1;
    changeFlags(balancer, member, member.flags & ~MEMBER_FLAGS.E, 'forced-recovery');
  }
}
