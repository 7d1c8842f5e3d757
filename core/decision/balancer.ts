import {
  type BalancerSettings,
  type MemberCause,
  type MemberSettings,
  STATUS_LETTERS,
  type StatusLetter,
} from '../contract/index.ts';
import { LB_METHODS } from './lbmethods/index.ts';
import { changeFlags, flagsOf, MEMBER_FLAGS, takesItsOwnSessions } from './member-flags.ts';
import { type BalancerState, type MemberState, type MemberTable, NEVER_US } from './member-state.ts';

/** A lone member's load factor after `w_lf` was edited: back to 1.00 (APACHE.md §4.8). */
const LONE_LBFACTOR = 100;

/** A balancer that has served nobody yet: every counter 0, flags as configured (APACHE.md §4). */
export function createBalancer(settings: BalancerSettings): BalancerState {
  const members = settings.members.map(createMember);
  return {
    settings,
    members,
    table: tableOf(settings, members),
    someoneWaits: false,
    flagChanges: [],
  };
}

/** The integer share that counts: C's `(int)(loadfactor * 100.0)`, so 2.3 gives 229 (APACHE.md §4). */
export function lbfactorOf(loadfactor: number): number {
  return Math.trunc(loadfactor * 100);
}

/** Tries beyond the first: `maxattempts`, or one less than the members (APACHE.md §0.2; README.md, D1). */
export function maxAttemptsOf(settings: BalancerSettings): number {
  return settings.maxAttempts ?? Math.max(settings.members.length - 1, 0);
}

/** The member with this URL as written, or undefined. */
export function memberByUrl(balancer: BalancerState, url: string): MemberState | undefined {
  return balancer.members.find((member) => member.settings.url === url);
}

/** What a live edit did to the member list: who came, and who went and keeps only its requests in flight. */
export interface MembershipChange {
  readonly added: readonly MemberState[];
  readonly removed: readonly MemberState[];
}

/**
 * A live edit of one balancer (APACHE.md §4.8, DESIGN.md §3). Members are the same when their URLs are; theirs keep
 * identity, counters and errors. Status edits touch only the flags that the edit changed. A changed loadfactor puts
 * every lbstatus to its lbfactor, and a lone member's factor back to 1; a changed lbmethod starts its
 * numbers anew. Exchanges under way go on, with the members they hold and the new settings.
 */
export function reconfigureBalancer(balancer: BalancerState, settings: BalancerSettings): MembershipChange {
  const before = balancer.members;
  const added: MemberState[] = [];
  let isFactorEdited = false;
  const members = settings.members.map((next) => {
    const kept = memberByUrl(balancer, next.url);
    if (kept === undefined) {
      const member = createMember(next);
      added.push(member);
      return member;
    }
    if (kept.settings.loadfactor !== next.loadfactor) isFactorEdited = true;
    editMember(balancer, kept, next);
    return kept;
  });
  const removed = before.filter((member) => !members.includes(member));
  if (added.length > 0 || removed.length > 0 || isFactorEdited) {
    for (const member of members) member.lbfactor = lbfactorOf(member.settings.loadfactor);
  }
  if (isFactorEdited) restartShares(members);
  if (settings.lbmethod !== balancer.settings.lbmethod) restartMethod(settings, members);
  balancer.settings = settings;
  balancer.members = members;
  balancer.table = tableOf(settings, members);
  return { added, removed };
}

/** A flag switched by hand, as balancer-manager's `w_status_X` does; E can't be set there, see `retryNow`. */
export function setMemberFlag(
  balancer: BalancerState,
  member: MemberState,
  letter: Exclude<StatusLetter, 'E'>,
  on: boolean,
  cause: MemberCause = 'edited',
): void {
  const bit = MEMBER_FLAGS[letter];
  changeFlags(balancer, member, on ? member.flags | bit : member.flags & ~bit, cause);
}

/** Ends a member's error ahead of time, as its retry coming due would (APACHE.md §5.4). */
export function retryNow(balancer: BalancerState, member: MemberState): void {
  changeFlags(balancer, member, member.flags & ~MEMBER_FLAGS.E, 'retry-now');
}

/**
 * Notes that a new connection to the member was made: its error time and retries are forgotten. False when the member
 * became unusable meanwhile; the connection must then not be used (APACHE.md §4.7, §5.1).
 */
export function memberConnected(member: MemberState): boolean {
  if (!takesItsOwnSessions(member)) return false;
  member.errorAtUs = NEVER_US;
  member.retries = 0;
  return true;
}

/** Counts bytes written to the member: request line, fields, body, chunk framing (APACHE.md §4.3). */
export function countTransferred(member: MemberState, bytes: number): void {
  member.transferred += bytes;
}

/** Counts bytes read: each status line without its CRLF, and decoded body bytes handed on (APACHE.md §4.3). */
export function countRead(member: MemberState, bytes: number): void {
  member.read += bytes;
}

function createMember(settings: MemberSettings): MemberState {
  return {
    settings,
    // A configured E has no error time: the first selection clears it (APACHE.md §2.1).
    flags: flagsOf(settings.status),
    lbfactor: lbfactorOf(settings.loadfactor),
    lbstatus: 0,
    elected: 0,
    busy: 0,
    retries: 0,
    errorAtUs: NEVER_US,
    transferred: 0,
    read: 0,
    passCount: 0,
    failCount: 0,
    checkedAtUs: NEVER_US,
  };
}

function editMember(balancer: BalancerState, member: MemberState, next: MemberSettings): void {
  let flags = member.flags;
  for (const letter of STATUS_LETTERS) {
    const wanted = next.status.includes(letter);
    // E is what was observed; configuring it is void (APACHE.md §2.1), so editing it away is too.
    if (letter === 'E' || member.settings.status.includes(letter) === wanted) continue;
    flags = wanted ? flags | MEMBER_FLAGS[letter] : flags & ~MEMBER_FLAGS[letter];
  }
  member.settings = next;
  changeFlags(balancer, member, flags, 'edited');
}

/**
 * The lbmethod that takes over starts its numbers anew (APACHE.md §4.8). httpd does it at the next request or manager
 * view, and the page that answers the edit is one.
 */
function restartMethod({ lbmethod }: BalancerSettings, members: readonly MemberState[]): void {
  for (const member of members) LB_METHODS[lbmethod].reset(member);
}

function restartShares(members: readonly MemberState[]): void {
  const [first] = members;
  if (members.length === 1 && first !== undefined) first.lbfactor = LONE_LBFACTOR;
  for (const member of members) member.lbstatus = member.lbfactor;
}

function tableOf(balancer: BalancerSettings, members: readonly MemberState[]): MemberTable {
  return { balancer, lbfactors: members.map((member) => member.lbfactor), routeCookies: [] };
}
