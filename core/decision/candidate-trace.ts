import type { CandidateRow, CandidateState, LbMethodName } from '../contract/index.ts';
import { LB_METHODS } from './lbmethods/index.ts';
import { isInError } from './member-flags.ts';
import type { BalancerState, MemberTable } from './member-state.ts';
import { retryInMs } from './recovery.ts';

/**
 * How one walk saw the members, as plain numbers: `STRIDE` per member, in configuration order. Kept for every pick,
 * turned into rows only when somebody looks.
 */
export type CandidateTrace = number[];

const STRIDE = 4;
/** Offsets within a member's numbers; EXTRA is bytes per share, or for a member in error the ms until its retry. */
const STATE = 0;
const LBSTATUS = 1;
const BUSY = 2;
const EXTRA = 3;

/** The states as numbers of a trace. Numbers, because every pick notes one for each member. */
export const CANDIDATE_CODES = {
  'other-lbset': 0,
  chosen: 1,
  offered: 2,
  draining: 3,
  disabled: 4,
  stopped: 5,
  error: 6,
  'health-failed': 7,
  'spare-unused': 8,
  'standby-unused': 9,
} as const satisfies Record<CandidateState, number>;

export type CandidateCode = (typeof CANDIDATE_CODES)[CandidateState];

const STATES = Object.keys(CANDIDATE_CODES) as CandidateState[];

/** The members' numbers before a walk; everybody counts as of another lbset until the walk says otherwise. */
export function snapshotCandidates(balancer: BalancerState, nowUs: number): CandidateTrace {
  const { members } = balancer;
  const { traffic } = LB_METHODS[balancer.settings.lbmethod];
  const trace = new Array<number>(members.length * STRIDE);
  let at = 0;
  for (const member of members) {
    let extra = 0;
    if (isInError(member)) extra = retryInMs(member, nowUs);
    else if (traffic !== null) extra = traffic(member);
    trace[at + STATE] = CANDIDATE_CODES['other-lbset'];
    trace[at + LBSTATUS] = member.lbstatus;
    trace[at + BUSY] = member.busy;
    trace[at + EXTRA] = extra;
    at += STRIDE;
  }
  return trace;
}

/** Notes what became of one member in the walk. */
export function noteCandidate(trace: CandidateTrace, index: number, code: CandidateCode): void {
  trace[index * STRIDE + STATE] = code;
}

/** The table under "Balanced by …", in configuration order. */
export function candidateRows(table: MemberTable, trace: readonly number[]): readonly CandidateRow[] {
  const { lbmethod, members } = table.balancer;
  const at = (index: number, offset: number): number => trace[index * STRIDE + offset] as number;
  const stateOf = (index: number): CandidateState => STATES[at(index, STATE)] as CandidateState;
  const wasOffered = (index: number): boolean => ['chosen', 'offered'].includes(stateOf(index));
  const total = table.lbfactors.reduce(
    (sum, lbfactor, index) => (wasOffered(index) ? sum + lbfactor : sum),
    0,
  );
  return members.map((member, index) => {
    const state = stateOf(index);
    const lbfactor = table.lbfactors[index] as number;
    const gain = wasOffered(index) && chargesShares(lbmethod) ? lbfactor : 0;
    const pays = state === 'chosen' && chargesShares(lbmethod) ? total : 0;
    const isWaiting = state === 'error';
    return {
      member: member.url,
      route: member.route,
      state,
      lbset: member.lbset,
      lbfactor,
      lbstatusBefore: at(index, LBSTATUS),
      lbstatusAfter: at(index, LBSTATUS) + gain - pays,
      busy: at(index, BUSY),
      traffic: lbmethod === 'bytraffic' && !isWaiting ? at(index, EXTRA) : null,
      retryInMs: isWaiting ? at(index, EXTRA) : null,
    };
  });
}

function chargesShares(lbmethod: LbMethodName): boolean {
  return LB_METHODS[lbmethod].chargesShares;
}
