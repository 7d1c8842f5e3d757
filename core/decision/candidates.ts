import { CANDIDATE_CODES, type CandidateTrace, noteCandidate } from './candidate-trace.ts';
import { LB_METHODS, type LbMethod, type Tally } from './lbmethods/index.ts';
import { isDraining, isSpare, isStandby, unusableState } from './member-flags.ts';
import type { BalancerState, MemberState } from './member-state.ts';
import { retryMember } from './recovery.ts';

/** What a walk has found so far. */
interface Walk {
  readonly members: readonly MemberState[];
  readonly method: LbMethod;
  readonly tally: Tally;
  readonly trace: CandidateTrace;
  /** The best member offered so far, and its place: −1 before the first. */
  best: MemberState | undefined;
  bestIndex: number;
  highestLbset: number;
}

/**
 * The one walk that all lbmethods share (APACHE.md §4.1): place of the member that takes the request, charged, or −1
 * when nobody does. Lowest lbset first; within it usable members in configuration order, then as many spares as
 * members are unusable, then, only when nobody was chosen yet, the standbys. Ends for every table.
 * `trace` (from `snapshotCandidates`) is told how each member fared.
 */
export function chooseCandidate(balancer: BalancerState, nowUs: number, trace: CandidateTrace): number {
  const walk: Walk = {
    members: balancer.members,
    method: LB_METHODS[balancer.settings.lbmethod],
    tally: { totalFactor: 0 },
    trace,
    best: undefined,
    bestIndex: -1,
    highestLbset: 0,
  };
  for (let lbset = 0; lbset <= walk.highestLbset && walk.best === undefined; lbset += 1) {
    visitSet(balancer, walk, lbset, nowUs);
  }
  if (walk.best !== undefined) {
    walk.method.charge(walk.best, walk.tally);
    noteCandidate(trace, walk.bestIndex, CANDIDATE_CODES.chosen);
  }
  return walk.bestIndex;
}

function visitSet(balancer: BalancerState, walk: Walk, lbset: number, nowUs: number): void {
  const { members, trace } = walk;
  let unusable = 0;
  // Most tables have neither, and most requests come by here.
  let spares: number[] | null = null;
  let standbys: number[] | null = null;
  for (let index = 0; index < members.length; index += 1) {
    const member = members[index] as MemberState;
    if (member.settings.lbset > walk.highestLbset) walk.highestLbset = member.settings.lbset;
    if (member.settings.lbset !== lbset) continue;
    if (isDraining(member)) {
      if (!isSpare(member) && !isStandby(member)) unusable += 1;
      noteCandidate(trace, index, CANDIDATE_CODES.draining);
      continue;
    }
    retryMember(balancer, member, nowUs);
    const trouble = unusableState(member);
    if (trouble !== null) {
      if (!isSpare(member) && !isStandby(member)) unusable += 1;
      noteCandidate(trace, index, CANDIDATE_CODES[trouble]);
    } else if (isSpare(member)) {
      noteCandidate(trace, index, CANDIDATE_CODES['spare-unused']);
      spares ??= [];
      spares.push(index);
    } else if (isStandby(member)) {
      noteCandidate(trace, index, CANDIDATE_CODES['standby-unused']);
      standbys ??= [];
      standbys.push(index);
    } else offer(walk, member, index);
  }
  if (spares !== null) offerAll(walk, spares.slice(0, unusable));
  if (standbys !== null && walk.best === undefined) offerAll(walk, standbys);
}

function offerAll(walk: Walk, indexes: readonly number[]): void {
  for (const index of indexes) offer(walk, walk.members[index] as MemberState, index);
}

/** Puts a member beside the best so far; it must be strictly better to take its place. */
function offer(walk: Walk, member: MemberState, index: number): void {
  noteCandidate(walk.trace, index, CANDIDATE_CODES.offered);
  if (!walk.method.isBetter(member, walk.best, walk.tally)) return;
  walk.best = member;
  walk.bestIndex = index;
}
