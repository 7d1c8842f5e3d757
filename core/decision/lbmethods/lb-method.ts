import type { MemberState } from '../member-state.ts';

/** What one walk over the candidates adds up. */
export interface Tally {
  /** Sum of the lbfactors of the members offered so far. */
  totalFactor: number;
}

/** A way to choose among the members that `chooseCandidate` offers. It never looks at flags, sets or time. */
export interface LbMethod {
  /**
   * Whether `member` is strictly better than `best`, the best so far (undefined for the first, which always is).
   * Called once per offered member, in order, so it may charge `member` for being offered: ties go to the earlier.
   */
  isBetter(member: MemberState, best: MemberState | undefined, tally: Tally): boolean;
  /** Charges the winner of the walk. */
  charge(winner: MemberState, tally: Tally): void;
  /** Starts a member's numbers anew, when this method takes over (APACHE.md §4.8). */
  reset(member: MemberState): void;
  /** The bytes per share that the comparison looks at; null when it looks at none. */
  readonly traffic: ((member: MemberState) => number) | null;
  /** Whether being offered adds the lbfactor to lbstatus. */
  readonly chargesShares: boolean;
}
