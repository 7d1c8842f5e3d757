import type { MemberState } from '../member-state.ts';
import type { LbMethod } from './lb-method.ts';

/**
 * Fewest bytes per share, to and from the member, since ever: nothing ages, so a new or long idle member takes
 * everything until it is level (APACHE.md §4.3).
 */
export const bytraffic: LbMethod = {
  isBetter: (member, best) => best === undefined || bytesPerShare(member) < bytesPerShare(best),
  charge() {
    // The bytes themselves are the charge.
  },
  reset(member) {
    member.transferred = 0;
    member.read = 0;
  },
  traffic: bytesPerShare,
  chargesShares: false,
};

/** Two integer divisions, as in the source: 150 and 150 bytes at factor 100 are 2 bytes per share, not 3. */
function bytesPerShare(member: MemberState): number {
  return Math.trunc(member.transferred / member.lbfactor) + Math.trunc(member.read / member.lbfactor);
}
