import { changeFlags, isInErrorOrHealthFailed, isStopped, MEMBER_FLAGS } from './member-flags.ts';
import { type BalancerState, type MemberState, NEVER_US } from './member-state.ts';

/**
 * Whether a check of this member should start now, and notes that it did (APACHE.md §8). The first is due one interval
 * after this was first asked; stopped members and those without `hcmethod` are never due, disabled ones are.
 */
export function healthCheckDue(member: MemberState, nowUs: number): boolean {
  const { healthCheck } = member.settings;
  if (healthCheck === null || isStopped(member)) return false;
  if (member.checkedAtUs === NEVER_US) {
    member.checkedAtUs = nowUs;
    return false;
  }
  if (nowUs <= member.checkedAtUs + healthCheck.intervalMs * 1000) return false;
  member.checkedAtUs = nowUs;
  return true;
}

/**
 * What a finished check does to its member (APACHE.md §8). Passes and fails add up and are only cleared when they
 * tip: fail, pass, pass, fail trips `hcfails=2`. Passing clears both C and E.
 */
export function recordHealthCheck(
  balancer: BalancerState,
  member: MemberState,
  ok: boolean,
  nowUs: number,
): void {
  const { healthCheck } = member.settings;
  // An edit may have taken the check away while it ran.
  if (healthCheck === null) return;
  if (isInErrorOrHealthFailed(member)) {
    if (!ok) return;
    member.passCount += 1;
    if (member.passCount < healthCheck.passes) return;
    member.passCount = 0;
    const flags = member.flags & ~(MEMBER_FLAGS.C | MEMBER_FLAGS.E);
    changeFlags(balancer, member, flags, 'health-check-passed');
    return;
  }
  if (ok) return;
  member.errorAtUs = nowUs;
  member.failCount += 1;
  if (member.failCount < healthCheck.fails) return;
  member.failCount = 0;
  changeFlags(balancer, member, member.flags | MEMBER_FLAGS.C, 'health-check-failed');
}
