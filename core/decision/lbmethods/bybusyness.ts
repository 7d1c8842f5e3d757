import type { LbMethod } from './lb-method.ts';

/**
 * Fewest requests in flight; among equals, turns by share as byrequests takes them (APACHE.md §4.4). A load factor
 * therefore only breaks ties: 2, 1, 1 with one request at a time gives `a b c a`.
 */
export const bybusyness: LbMethod = {
  isBetter(member, best, tally) {
    member.lbstatus += member.lbfactor;
    tally.totalFactor += member.lbfactor;
    return (
      best === undefined ||
      member.busy < best.busy ||
      (member.busy === best.busy && member.lbstatus > best.lbstatus)
    );
  },
  charge(winner, tally) {
    winner.lbstatus -= tally.totalFactor;
  },
  reset(member) {
    member.lbstatus = 0;
    member.busy = 0;
  },
  traffic: null,
  chargesShares: true,
};
