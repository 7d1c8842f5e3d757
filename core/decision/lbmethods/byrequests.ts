import type { LbMethod } from './lb-method.ts';

/**
 * Turns by share: whoever is owed most is next (APACHE.md §4.2). Factors 1, 2, 3 for a, b, c:
 *
 * | offered (a b c)  | chosen | lbstatus after   |
 * | ---------------- | ------ | ---------------- |
 * | 100  200  300    | c      | 100  200  −300   |
 * | 200  400    0    | b      | 200 −200     0   |
 * | 300    0  300    | a      | −300   0   300   |
 */
export const byrequests: LbMethod = {
  isBetter(member, best, tally) {
    member.lbstatus += member.lbfactor;
    tally.totalFactor += member.lbfactor;
    return best === undefined || member.lbstatus > best.lbstatus;
  },
  charge(winner, tally) {
    winner.lbstatus -= tally.totalFactor;
  },
  reset(member) {
    member.lbstatus = 0;
  },
  traffic: null,
  chargesShares: true,
};
