import { authorityOf, type MemberUrl } from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember, PeerPlan } from '../peers/plan.ts';
import { duration, hostPort, isRounded, uniqueNames, wholeWeights } from '../peers/words.ts';
import { type MappingUse, usesOf, writeRewrites } from './rewrites.ts';
import { writeStickyRules } from './sticky.ts';
import { isServerName, quoted } from './words.ts';

/** HAProxy's largest weight. */
const MOST_WEIGHT = 256;
/** How often a member without checks of its own is asked whether it listens: a restarted one is back within this time. */
const CHECK_SECONDS = 1;

/** One balancer as a `backend` section. */
export function writeBackend(out: LineWriter, balancer: PeerBalancer, plan: PeerPlan): void {
  const { balancer: settings, path, id } = balancer;
  const uses = usesOf(plan, balancer);
  const names = serverNames(balancer, uses);
  out.blank();
  out.comment(`The members of balancer ${JSON.stringify(settings.name)}.`, `${path}.name`);
  out.line(`backend ${id} from routepin`, `${path}.name`);
  out.indented(() => {
    writeMethod(out, balancer);
    writeAttempts(out, balancer);
    writeTimeouts(out, balancer);
    writeCheckMethod(out, balancer);
    if (names.isAuthority) {
      out.comment('Each member sees its own host and port as Host; they are what the servers are called.');
      out.line('http-send-name-header Host', `${path}.name`);
    }
    writeRewrites(out, uses);
    writeStickyRules(out, balancer, names.of);
    writeCookie(out, balancer);
    writeServers(out, balancer, names.of);
  });
}

/** A plain target as a `backend` of its own. */
export function writePlainBackend(out: LineWriter, id: string, target: MemberUrl, use: MappingUse): void {
  out.blank();
  out.line(`backend ${id} from routepin`, use.mapping.path);
  out.indented(() => {
    const name = authorityOf(target);
    const ownHost = use.site.preserveHost !== true && isServerName(name);
    if (ownHost) out.line('http-send-name-header Host', use.mapping.path);
    writeRewrites(out, [use]);
    out.line(`server ${ownHost ? name : 'target'} ${address(target)}${tlsWords(target)}`, use.mapping.path);
  });
}

function writeMethod(out: LineWriter, { balancer, path, members }: PeerBalancer): void {
  const method = balancer.lbmethod ?? 'byrequests';
  if (method === 'bytraffic') {
    out.differs(`${path}.lbmethod`, 'HAProxy does not balance by bytes; it takes turns by the weights');
  }
  out.line(`balance ${method === 'bybusyness' ? 'leastconn' : 'roundrobin'}`, `${path}.lbmethod`);
  const [, second] = members.filter(({ role }) => role === 'backup');
  // Apache takes turns among standbys as well; HAProxy would send everything to the first.
  if (second !== undefined) out.line('option allbackups', `${second.path}.status`);
}

function writeAttempts(out: LineWriter, { balancer, path, members }: PeerBalancer): void {
  const attempts = balancer.maxattempts ?? Math.max(0, members.length - 1);
  out.comment('A member that refuses the connection is followed by another, with a cookie for that one.');
  out.line('option redispatch 1', `${path}.nofailover`);
  out.line(`retries ${Math.min(attempts, 100)}`, `${path}.maxattempts`);
}

function writeTimeouts(out: LineWriter, { members, path }: PeerBalancer): void {
  writeTimeout(out, members, 'timeout', 'server', path);
  writeTimeout(out, members, 'connectiontimeout', 'connect', path);
  writeTimeout(out, members, 'acquire', 'queue', path);
}

/** One timeout for all members of a backend: the longest that any of them has. */
function writeTimeout(
  out: LineWriter,
  members: readonly PeerMember[],
  key: 'timeout' | 'connectiontimeout' | 'acquire',
  word: string,
  path: string,
): void {
  const set = members.filter(({ member }) => (member[key] ?? 0) > 0);
  const longest = set.reduce<PeerMember | undefined>(
    (most, one) => ((one.member[key] ?? 0) > (most?.member[key] ?? 0) ? one : most),
    undefined,
  );
  if (longest === undefined) return;
  const where = `${longest.path}.${key}`;
  if (new Set(members.map(({ member }) => member[key] ?? 0)).size > 1) {
    out.differs(where, `HAProxy has one such time for all members of ${path}; the longest is written`);
  }
  out.line(`timeout ${word} ${duration(Math.min(longest.member[key] ?? 0, 2_000_000))}`, where);
}

/** Health checks are one kind a backend; the first member's is written. */
function writeCheckMethod(out: LineWriter, { members }: PeerBalancer): void {
  const checked = members.find(({ member }) => isChecked(member.hcmethod));
  if (checked === undefined || checked.member.hcmethod === 'TCP') return;
  const { hcmethod = 'GET', hcuri } = checked.member;
  const uri = `${checked.target.path === '' ? '' : `${checked.target.path}/`}${hcuri ?? '/'}`;
  const isPlain = /^\/[\w.~:@+!,=&/?%-]*$/.test(uri);
  if (!isPlain)
    out.leaveOut(`${checked.path}.hcuri`, 'not written: only a plain path can be; the check asks for "/"');
  const version = /11$/.test(hcmethod) ? 'HTTP/1.1' : 'HTTP/1.0';
  out.line('option httpchk', `${checked.path}.hcmethod`);
  out.line(
    `http-check send meth ${hcmethod.replace('11', '')} uri ${quoted(isPlain ? uri : '/')} ver ${version} hdr Host ${quoted(authorityOf(checked.target))}`,
    `${checked.path}.hcmethod`,
  );
}

function isChecked(method: string | undefined): boolean {
  return method !== undefined && method !== 'None';
}

function writeCookie(out: LineWriter, { cookie, path }: PeerBalancer): void {
  if (cookie === null) return;
  const where = `${path}.routeCookie`;
  out.comment(
    'The cookie is set on the answer of the request that chose a member, and reaches the application too.',
  );
  const words = [`cookie ${quoted(cookie.name)} insert`];
  if (cookie.httpOnly === true) words.push('httponly');
  if (cookie.secure === true) words.push('secure');
  if (cookie.domain !== undefined) words.push(`domain ${quoted(cookie.domain)}`);
  // HAProxy always says path=/; browsers go by the last one.
  if (cookie.path !== undefined && cookie.path !== '/') words.push(`attr ${quoted(`path=${cookie.path}`)}`);
  if (cookie.maxAge !== undefined) words.push(`attr ${quoted(`max-age=${cookie.maxAge}`)}`);
  if (cookie.sameSite !== undefined) words.push(`attr ${quoted(`samesite=${cookie.sameSite}`)}`);
  if (cookie.path === undefined) {
    out.differs(
      `${where}.path`,
      'HAProxy always says path=/; Apache says none, and the cookie is for the folder of the first page',
    );
  }
  out.line(words.join(' '), where);
}

function writeServers(out: LineWriter, balancer: PeerBalancer, nameOf: (member: PeerMember) => string): void {
  const factors = balancer.members.map(({ member }) => member.loadfactor ?? 1);
  const weights = wholeWeights(factors, MOST_WEIGHT);
  balancer.members.forEach((one, index) => {
    if (weights !== null && isRounded(factors, weights)) {
      out.differs(
        `${one.path}.loadfactor`,
        `HAProxy takes whole weights up to ${MOST_WEIGHT}; this one is rounded`,
      );
    }
    const words = [`server ${nameOf(one)} ${address(one.target)}`];
    if (one.cookieValue !== null) words.push(`cookie ${quoted(one.cookieValue)}`);
    // Weight 0 takes no new sessions and serves its own: draining.
    if (one.role === 'drained') words.push('weight 0');
    else if (weights !== null) words.push(`weight ${weights[index]}`);
    if (one.role === 'backup') words.push('backup');
    if (one.role === 'off') words.push('disabled');
    words.push(...checkWords(one, balancer));
    words.push(...connectionWords(one));
    out.line(words.join(' ') + tlsWords(one.target), one.path);
  });
}

function checkWords({ member, flags }: PeerMember, { balancer }: PeerBalancer): readonly string[] {
  const checked = isChecked(member.hcmethod);
  const inter = checked ? (member.hcinterval ?? 30) : CHECK_SECONDS;
  const words = ['check', `inter ${duration(inter)}`];
  // What Apache calls retry: how long a member that failed is left alone.
  if (!checked && member.retry !== undefined && member.retry !== 60 && member.retry > 0) {
    words.push(`downinter ${duration(Math.min(member.retry, 2_000_000))}`);
  }
  words.push(`rise ${Math.max(1, member.hcpasses ?? 1)}`, `fall ${Math.max(1, member.hcfails ?? 1)}`);
  // Flag I: a failure marks nobody.
  if (!flags.includes('I')) {
    const layer =
      (balancer.failonstatus ?? []).length > 0 || balancer.failontimeout === true ? 'layer7' : 'layer4';
    words.push(`observe ${layer} error-limit 1 on-error mark-down`);
  }
  return words;
}

function connectionWords({ member }: PeerMember): readonly string[] {
  const words: string[] = [];
  if ((member.max ?? 0) > 0) words.push(`maxconn ${member.max}`);
  if (member.disablereuse === true) words.push('pool-max-conn 0');
  return words;
}

function tlsWords(target: MemberUrl): string {
  if (target.scheme !== 'https' && target.scheme !== 'wss') return '';
  // Apache does not check members' certificates unless told to.
  return ` ssl verify none${/[a-z]/i.test(target.hostname) && !target.hostname.includes(':') ? ` sni str(${target.hostname})` : ''}`;
}

function address({ hostname, port }: MemberUrl): string {
  return hostPort(hostname, port);
}

/**
 * What servers are called: their own host and port where members are to see those (the name is sent as Host), else
 * their routes.
 */
function serverNames(
  balancer: PeerBalancer,
  uses: readonly MappingUse[],
): { readonly isAuthority: boolean; readonly of: (member: PeerMember) => string } {
  const authorities = balancer.members.map(({ target }) => authorityOf(target));
  const isAuthority =
    uses.some(({ site }) => site.preserveHost !== true) &&
    authorities.every(isServerName) &&
    new Set(authorities).size === authorities.length;
  const names = isAuthority
    ? authorities
    : uniqueNames(
        balancer.members.map(({ route }) => `m-${route}`),
        'member',
      );
  return { isAuthority, of: (member) => names[balancer.members.indexOf(member)] ?? 'member' };
}
