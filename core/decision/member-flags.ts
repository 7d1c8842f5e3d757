import {
  type CandidateState,
  type MemberCause,
  STATUS_LETTERS,
  type StatusLetter,
} from '../contract/index.ts';
import type { BalancerState, FlagChange, MemberState } from './member-state.ts';

/** Apache's flags as bits of `MemberState.flags` (APACHE.md §2.1). */
export const MEMBER_FLAGS = {
  D: 1,
  S: 2,
  I: 4,
  H: 8,
  R: 16,
  E: 32,
  N: 64,
  C: 128,
} as const satisfies Record<StatusLetter, number>;

const UNUSABLE = MEMBER_FLAGS.D | MEMBER_FLAGS.S | MEMBER_FLAGS.E | MEMBER_FLAGS.C;

/** How many unread flag changes are kept: a caller that never asks (a simulation) must not grow without bound. */
const FLAG_CHANGES_KEPT = 1024;

/** Whether a session that belongs to this member may go there: draining, standby, spare or not (APACHE.md, "usable"). */
export function takesItsOwnSessions(member: MemberState): boolean {
  return (member.flags & UNUSABLE) === 0;
}

export function isDraining(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.N) !== 0;
}

export function isStandby(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.H) !== 0;
}

export function isSpare(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.R) !== 0;
}

export function isInError(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.E) !== 0;
}

export function isStopped(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.S) !== 0;
}

export function ignoresErrors(member: MemberState): boolean {
  return (member.flags & MEMBER_FLAGS.I) !== 0;
}

export function isInErrorOrHealthFailed(member: MemberState): boolean {
  return (member.flags & (MEMBER_FLAGS.E | MEMBER_FLAGS.C)) !== 0;
}

/** The ways of not being usable. */
export type UnusableState = Extract<CandidateState, 'stopped' | 'disabled' | 'health-failed' | 'error'>;

/** Why a member that isn't usable isn't, the flags that a person set first; null when it is usable. */
export function unusableState(member: MemberState): UnusableState | null {
  if (isStopped(member)) return 'stopped';
  if ((member.flags & MEMBER_FLAGS.D) !== 0) return 'disabled';
  if ((member.flags & MEMBER_FLAGS.C) !== 0) return 'health-failed';
  return isInError(member) ? 'error' : null;
}

/** The bit mask of flag letters such as `DN`; letters come from `parseStatus`, so they are known. */
export function flagsOf(letters: string): number {
  return STATUS_LETTERS.reduce(
    (mask, letter) => (letters.includes(letter) ? mask | MEMBER_FLAGS[letter] : mask),
    0,
  );
}

/** The flag letters of a member now, in the order of `STATUS_LETTERS`; empty when it is plainly Ok. */
export function statusOf(member: MemberState): string {
  return STATUS_LETTERS.filter((letter) => (member.flags & MEMBER_FLAGS[letter]) !== 0).join('');
}

/** Gives a member new flags, and notes the change when there is one. */
export function changeFlags(
  balancer: BalancerState,
  member: MemberState,
  flags: number,
  cause: MemberCause,
): void {
  if (member.flags === flags) return;
  member.flags = flags;
  if (balancer.flagChanges.length === FLAG_CHANGES_KEPT) balancer.flagChanges.shift();
  balancer.flagChanges.push({ member, status: statusOf(member), cause });
}

/** Marks a member in error from now on, unless it ignores errors (flag I). Says whether it is marked. */
export function markError(
  balancer: BalancerState,
  member: MemberState,
  nowUs: number,
  cause: MemberCause,
): boolean {
  if (ignoresErrors(member)) return false;
  member.errorAtUs = nowUs;
  changeFlags(balancer, member, member.flags | MEMBER_FLAGS.E, cause);
  return true;
}

const NO_CHANGES: readonly FlagChange[] = [];

/** The flag changes since this was last asked, oldest first. Cheap when there are none. */
export function takeFlagChanges(balancer: BalancerState): readonly FlagChange[] {
  if (balancer.flagChanges.length === 0) return NO_CHANGES;
  const changes = balancer.flagChanges;
  balancer.flagChanges = [];
  return changes;
}
