import type { Balancer } from '../../../core/contract/index.ts';
import type { PeerScenario } from './generate.ts';
import { normalised, type OurSide, type Seen, type TheirSide } from './play.ts';
import { flagsOf, memberOf, type Played } from './played.ts';
import { SAID, type Said } from './said.ts';

/** One request on which the two did not agree, and no sentence of the export says why. */
export interface PeerDivergence extends Omit<Played, 'scenario' | 'balancer' | 'routeChanged'> {
  readonly seed: number;
  readonly at: number;
  readonly why: string;
}

export interface PeerVerdict {
  readonly divergences: readonly PeerDivergence[];
  /** How often the two parted in a way that the export says, by sentence. */
  readonly said: ReadonlyMap<string, number>;
}

/**
 * Plays a scenario on both sides, one request after the other. A pinned request has to reach the same member; one that is
 * balanced has to reach a member that takes new sessions, with a cookie for just that member. Where the two part, the
 * export has to say so (said.ts).
 */
export async function playBeside(
  scenario: PeerScenario,
  format: 'haproxy' | 'nginx-map',
  ours: OurSide,
  theirs: TheirSide,
): Promise<PeerVerdict> {
  const divergences: PeerDivergence[] = [];
  const said = new Map<string, number>();
  const sentences = [...theirs.differences, ...theirs.warnings];
  for (const [at, asked] of scenario.requests.entries()) {
    const here = await ours.send(asked);
    const there = await theirs.send(asked);
    const { last } = ours;
    const balancer = scenario.project.balancers.find(({ name }) => name === last?.balancer);
    const played: Played = {
      scenario,
      asked,
      balancer,
      decision: last?.decision,
      routeChanged: last?.routeChanged === true,
      ours: here,
      theirs: there,
    };
    const why = difference(played);
    if (why === null) continue;
    const rule = SAID.find(
      (one) => one.formats.includes(format) && one.explains(played) && isSaid(one, sentences),
    );
    if (rule !== undefined) said.set(rule.sentence, (said.get(rule.sentence) ?? 0) + 1);
    else
      divergences.push({
        seed: scenario.seed,
        at,
        asked,
        decision: last?.decision,
        ours: here,
        theirs: there,
        why,
      });
  }
  return { divergences, said };
}

function isSaid({ sentence }: Said, sentences: readonly string[]): boolean {
  return sentences.some((one) => one.includes(sentence));
}

function difference({
  scenario,
  asked,
  balancer,
  decision,
  routeChanged,
  ours,
  theirs,
}: Played): string | null {
  if (ours.status !== theirs.status) return 'status';
  if ((ours.backend === null) !== (theirs.backend === null)) return 'whether a member answered';
  if (ours.target !== theirs.target) return 'the target that the member saw';
  if (ours.forwardedHost !== theirs.forwardedHost) return 'the host that the member was told';
  if (hostOf(ours) !== hostOf(theirs)) return 'the host that the member saw';
  // What a balancer's members say is not mended where they belong to another mapping only.
  const isSameMember = ours.backend === theirs.backend || scenario.project.balancers.length === 1;
  if (isSameMember && ours.location !== theirs.location) return 'Location';
  if (ours.backend === null)
    return ours.cookies.length === theirs.cookies.length ? null : 'a cookie on a page of its own';
  // What a jar holds follows whose turn it was, so it may differ by side; then only the rules are compared.
  const isJar = asked.cookie.includes('{jar}');
  const isPinned =
    !isJar &&
    (decision === 'pinned' || decision === 'redirected' || (decision === 'fallback' && !routeChanged));
  if (isPinned && ours.backend !== theirs.backend) return 'the member of a pinned request';
  if (isJar) return null;
  if (ours.cookies.length !== theirs.cookies.length) return 'whether a cookie is set';
  if (balancer === undefined || isPinned) return null;
  if (!takesNew(balancer, theirs)) return 'a member that takes no new sessions';
  if (isReserve(balancer, ours) !== isReserve(balancer, theirs)) return 'whether a standby answered';
  return expectedCookie(balancer, ours) === ours.cookies.join() &&
    expectedCookie(balancer, theirs) === theirs.cookies.join()
    ? null
    : 'what the cookie says';
}

/** A member’s own host is that of whoever answered. */
function hostOf({ host, backend }: Seen): string | null {
  return host !== null && /:200\d\d$/.test(host)
    ? `the own host of ${Number(host.slice(-2)) === backend}`
    : host;
}

function takesNew(balancer: Balancer, seen: Seen): boolean {
  return !/[DSN]/.test(flagsOf(balancer, seen));
}

/** Whether whoever answered is there for when others are not. */
function isReserve(balancer: Balancer, seen: Seen): boolean {
  const lowest = Math.min(...balancer.members.map(({ lbset }) => lbset ?? 0));
  return /[HR]/.test(flagsOf(balancer, seen)) || (memberOf(balancer, seen)?.lbset ?? 0) > lowest;
}

/** The cookie that names the member that answered. */
function expectedCookie(balancer: Balancer, seen: Seen): string {
  const cookie = balancer.routeCookie;
  if (cookie == null || seen.cookies.length === 0) return '';
  const route = memberOf(balancer, seen)?.route ?? '';
  const value = (cookie.value ?? '.%{BALANCER_WORKER_ROUTE}e').replace('%{BALANCER_WORKER_ROUTE}e', route);
  return normalised(
    [
      `${cookie.name}=${value}`,
      ...(cookie.path === undefined ? [] : [`path=${cookie.path}`]),
      ...(cookie.domain === undefined ? [] : [`domain=${cookie.domain}`]),
      ...(cookie.secure === true ? ['secure'] : []),
      ...(cookie.httpOnly === true ? ['httponly'] : []),
      ...(cookie.maxAge === undefined ? [] : [`max-age=${cookie.maxAge}`]),
      ...(cookie.sameSite === undefined ? [] : [`samesite=${cookie.sameSite}`]),
    ].join('; '),
  );
}
