import { authorityOf, type MemberUrl, type Site } from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMapping, PeerMember } from '../peers/plan.ts';
import { duration, hostPort, isRounded, wholeWeights } from '../peers/words.ts';
import { pattern, quoted } from './words.ts';

/** A `reverse_proxy` block for a balancer, inside of a site. */
export function writeReverseProxy(
  out: LineWriter,
  site: Site,
  mapping: PeerMapping,
  balancer: PeerBalancer,
): void {
  const members = usable(balancer);
  if (members.length === 0) {
    out.leaveOut(`${balancer.path}.members`, 'no member is left that Caddy could be told of; it answers 503');
    out.line('respond 503', mapping.path);
    return;
  }
  const [first] = members;
  out.line('reverse_proxy {', mapping.path);
  out.indented(() => {
    for (const { target, path } of members) out.line(`to ${upstream(target)}`, path);
    writePolicy(out, balancer, members);
    const attempts = balancer.balancer.maxattempts ?? Math.max(0, members.length - 1);
    if (attempts > 0) out.line(`lb_retries ${Math.min(attempts, 100)}`, `${balancer.path}.maxattempts`);
    writePassive(out, balancer, members);
    writeActive(out, members);
    if (site.preserveHost !== true) {
      out.comment('Each member sees its own host and port.');
      out.line('header_up Host {upstream_hostport}', mapping.path);
    }
    if (site.proxyPassReverse !== false) for (const { target } of members) writeReverse(out, mapping, target);
    if (first !== undefined) writeTransport(out, members, first);
  });
  out.line('}', mapping.path);
}

/** A `reverse_proxy` line for a plain target. */
export function writePlainProxy(out: LineWriter, site: Site, mapping: PeerMapping, target: MemberUrl): void {
  out.line('reverse_proxy {', mapping.path);
  out.indented(() => {
    out.line(`to ${upstream(target)}`, mapping.path);
    if (site.preserveHost !== true) out.line('header_up Host {upstream_hostport}', mapping.path);
    if (site.proxyPassReverse !== false) writeReverse(out, mapping, target);
    if (isTls(target)) writeTls(out, mapping.path, []);
  });
  out.line('}', mapping.path);
}

/** Those that Caddy can have: it knows neither draining nor standbys nor sets (differences.ts says so). */
export function usable({ members }: PeerBalancer): readonly PeerMember[] {
  const same = members.filter(({ target }) => isTls(target) === isTls(members[0]?.target));
  const active = same.filter(({ role }) => role === 'active');
  return active.length > 0
    ? active
    : same.filter(({ role, flags }) => role === 'backup' && !flags.includes('R'));
}

function upstream(target: MemberUrl): string {
  return `${isTls(target) ? 'https' : 'http'}://${hostPort(target.hostname, target.port)}`;
}

function isTls(target: MemberUrl | undefined): boolean {
  return target?.scheme === 'https' || target?.scheme === 'wss';
}

function writePolicy(
  out: LineWriter,
  { balancer, path, sticky, cookie }: PeerBalancer,
  members: readonly PeerMember[],
): void {
  const factors = members.map(({ member }) => member.loadfactor ?? 1);
  const weights = wholeWeights(factors, 1000);
  members.forEach(({ path: place }, index) => {
    if (weights !== null && isRounded(factors, weights))
      out.differs(
        `${place}.loadfactor`,
        `Caddy takes whole weights; this one is rounded (${weights[index]})`,
      );
  });
  const chooser =
    balancer.lbmethod === 'bybusyness'
      ? 'least_conn'
      : weights === null
        ? 'round_robin'
        : `weighted_round_robin ${weights.join(' ')}`;
  if (sticky === null) {
    out.line(`lb_policy ${chooser}`, `${path}.lbmethod`);
    return;
  }
  const name = cookie === null ? 'lb' : cookie.name;
  out.line(`lb_policy cookie ${quoted(name)} {`, `${path}.stickysession`);
  out.indented(() => {
    out.line(`fallback ${chooser}`, `${path}.lbmethod`);
    if (cookie?.maxAge !== undefined) out.line(`max_age ${cookie.maxAge}s`, `${path}.routeCookie.maxAge`);
  });
  out.line('}', `${path}.stickysession`);
}

/** Passive checks: what Apache calls retry, one time for all members. */
function writePassive(
  out: LineWriter,
  { balancer, path }: PeerBalancer,
  members: readonly PeerMember[],
): void {
  const [longest = 60] = members.map(({ member }) => member.retry ?? 60).sort((a, b) => b - a);
  if (longest > 0) {
    out.line(`fail_duration ${duration(Math.min(longest, 2_000_000))}`, `${members[0]?.path}.retry`);
    out.line('max_fails 1', `${members[0]?.path}.retry`);
  }
  const statuses = balancer.failonstatus ?? [];
  if (statuses.length > 0)
    out.line(`unhealthy_status ${[...new Set(statuses)].join(' ')}`, `${path}.failonstatus`);
}

function writeActive(out: LineWriter, members: readonly PeerMember[]): void {
  const checked = members.find(
    ({ member }) => member.hcmethod !== undefined && member.hcmethod !== 'None' && member.hcmethod !== 'TCP',
  );
  if (checked === undefined) return;
  const { member, path } = checked;
  const uri = member.hcuri ?? '/';
  if (!/^\/[\w.~:@+!,=&/?-]*$/.test(uri)) {
    out.leaveOut(`${path}.hcuri`, 'not written: only a plain path can be');
    return;
  }
  out.line(`health_uri ${quoted(`${checked.target.path}${uri}`)}`, `${path}.hcuri`);
  const method = (member.hcmethod ?? 'GET').replace('11', '');
  if (method !== 'GET') out.line(`health_method ${method}`, `${path}.hcmethod`);
  out.line(`health_interval ${duration(member.hcinterval ?? 30)}`, `${path}.hcinterval`);
  if ((member.hcpasses ?? 1) > 1) out.line(`health_passes ${member.hcpasses}`, `${path}.hcpasses`);
  if ((member.hcfails ?? 1) > 1) out.line(`health_fails ${member.hcfails}`, `${path}.hcfails`);
  out.line('health_status 2xx', `${path}.hcmethod`);
}

/** ProxyPassReverse: a redirect to the member itself becomes one to the site (APACHE.md §6.7). */
function writeReverse(out: LineWriter, { prefix, newPrefix, path }: PeerMapping, target: MemberUrl): void {
  const slashed = (text: string) => (text.endsWith('/') ? text : `${text}/`);
  const scheme = isTls(target) ? 'https' : 'http';
  out.line(
    `header_down Location ${quoted(`^${pattern(`${scheme}://${authorityOf(target)}${slashed(newPrefix)}`)}`)} ${quoted(slashed(prefix))}`,
    path,
  );
}

function writeTransport(out: LineWriter, members: readonly PeerMember[], first: PeerMember): void {
  const longest = (key: 'timeout' | 'connectiontimeout') =>
    Math.max(...members.map(({ member }) => member[key] ?? 0));
  const words: [string, string][] = [];
  if (longest('connectiontimeout') > 0)
    words.push([`dial_timeout ${duration(longest('connectiontimeout'))}`, `${first.path}.connectiontimeout`]);
  if (longest('timeout') > 0)
    words.push([`response_header_timeout ${duration(longest('timeout'))}`, `${first.path}.timeout`]);
  if (members.every(({ member }) => member.disablereuse === true))
    words.push(['keepalive off', `${first.path}.disablereuse`]);
  if (isTls(first.target)) writeTls(out, first.path, words);
  else if (words.length > 0) writeBlock(out, first.path, words);
}

/** Apache does not check members' certificates unless told to. */
function writeTls(out: LineWriter, path: string, words: readonly (readonly [string, string])[]): void {
  writeBlock(out, path, [['tls_insecure_skip_verify', path], ...words]);
}

function writeBlock(out: LineWriter, path: string, words: readonly (readonly [string, string])[]): void {
  out.line('transport http {', path);
  out.indented(() => {
    for (const [word, place] of words) out.line(word, place);
  });
  out.line('}', path);
}
