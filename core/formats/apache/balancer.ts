import {
  type Balancer,
  type Member,
  parseMemberUrl,
  parseStatus,
  routeCookieFormat,
} from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { quoted, setting } from './words.ts';

/** The largest number that Apache reads with atoi without wrapping round. */
const LARGEST_INT = 2_147_483_647;

/**
 * Whether a balancer can go by this name in a configuration. Apache takes more, but `*?[` make a `<Proxy>` section a
 * pattern, and `%`, `@` or `:` are read as parts of a URL.
 */
export function isExpressibleBalancer(name: string): boolean {
  return /^[\w.~-]+$/.test(name);
}

/** One balancer as a `<Proxy>` section. `names` are all balancers of the project. */
export function writeBalancer(
  out: LineWriter,
  balancer: Balancer,
  path: string,
  names: readonly string[],
): void {
  out.blank();
  if (!isExpressibleBalancer(balancer.name)) {
    out.leaveOut(
      `${path}.name`,
      'Apache would not take this balancer name as it stands; use letters, digits, . _ - ~',
    );
    return;
  }
  out.comment(
    `The members behind balancer://${balancer.name}; "route" is what the sticky cookie names.`,
    `${path}.name`,
  );
  out.line(`<Proxy ${quoted(`balancer://${balancer.name}`)}>`, `${path}.name`);
  out.indented(() => {
    balancer.members.forEach((member, index) => {
      writeMember(out, member, `${path}.members[${index}]`);
    });
    writeBalancerSettings(out, balancer, path);
    if (balancer.routeCookie != null) writeRouteCookie(out, balancer, path, names);
  });
  out.line('</Proxy>', `${path}.name`);
}

function writeMember(out: LineWriter, member: Member, path: string): void {
  const refusal = memberUrlRefusal(member.url);
  if (refusal !== null) {
    out.leaveOut(`${path}.url`, refusal);
    return;
  }
  const words = [`BalancerMember ${quoted(member.url)}`];
  for (const [key, value] of memberSettings(member)) {
    if (typeof value === 'number' && value > LARGEST_INT) {
      out.leaveOut(`${path}.${key}`, 'larger than any number Apache reads; without it the default rules');
    } else {
      words.push(setting(key, value));
    }
  }
  out.line(words.join(' '), path);
}

/** Why Apache could not read a URL back as written, or null when it can. */
export function memberUrlRefusal(url: string): string | null {
  const target = parseMemberUrl(url);
  if (target === undefined) return 'not a URL';
  if (!/^[\w.~-]+$|^[0-9a-f:.]+$/i.test(target.hostname)) return 'Apache would not take this host name';
  if (url.includes('='))
    return 'Apache takes a word with "=" for a parameter, so this URL cannot be a member';
  return null;
}

/** Every member parameter that differs from Apache's default, in the order of APACHE.md §9.2. */
function memberSettings(member: Member): readonly (readonly [keyof Member, string | number])[] {
  const found: [keyof Member, string | number][] = [];
  const add = (key: keyof Member, value: string | number | undefined, standard: string | number) => {
    if (value !== undefined && value !== standard) found.push([key, value]);
  };
  const flags = parseStatus(member.status ?? '') ?? '';
  add('route', member.route, '');
  add('redirect', member.redirect, '');
  add('loadfactor', member.loadfactor, 1);
  add('lbset', member.lbset, 0);
  add('status', flags === '' ? undefined : `+${flags}`, '');
  add('retry', member.retry, 60);
  add('timeout', member.timeout, 0);
  add('connectiontimeout', time(member.connectiontimeout), 0);
  add('ping', time(member.ping), 0);
  add('max', member.max, 0);
  // Apache's own unit is milliseconds here, so the unit is always written (APACHE.md §9.2).
  add('acquire', member.acquire ? milliseconds(member.acquire) : undefined, 0);
  add('disablereuse', member.disablereuse === true ? 'On' : undefined, '');
  add('upgrade', member.upgrade, '');
  add('responsefieldsize', member.responsefieldsize, 8192);
  add('hcmethod', member.hcmethod, 'None');
  add('hcuri', member.hcuri, '');
  add('hcinterval', time(member.hcinterval), 30);
  add('hcpasses', member.hcpasses, 1);
  add('hcfails', member.hcfails, 1);
  return found;
}

/** Whole seconds as a number, fractions with Apache's `ms` suffix. */
function time(seconds: number | undefined): number | string | undefined {
  return seconds === undefined || Number.isInteger(seconds) ? seconds : milliseconds(seconds);
}

function milliseconds(seconds: number): number | string {
  // Too large a number is handed on as one, so that it is refused with the others.
  return seconds > LARGEST_INT / 1000 ? LARGEST_INT + 1 : `${Math.round(seconds * 1000)}ms`;
}

/** Every balancer parameter that differs from Apache's default, one `ProxySet` a line (APACHE.md §9.3). */
function writeBalancerSettings(out: LineWriter, balancer: Balancer, path: string): void {
  const set = (key: keyof Balancer, value: string | number) => {
    if (typeof value === 'number' && value > LARGEST_INT) {
      out.leaveOut(`${path}.${key}`, 'larger than any number Apache reads; without it the default rules');
    } else {
      out.line(`ProxySet ${setting(key, value)}`, `${path}.${key}`);
    }
  };
  if (balancer.lbmethod !== undefined && balancer.lbmethod !== 'byrequests')
    set('lbmethod', balancer.lbmethod);
  if (balancer.stickysession) set('stickysession', balancer.stickysession);
  writeSeparator(out, balancer, path);
  if (balancer.scolonpathdelim === true) set('scolonpathdelim', 'On');
  if (balancer.nofailover === true) set('nofailover', 'On');
  if (balancer.forcerecovery === false) set('forcerecovery', 'Off');
  if (balancer.failontimeout === true) set('failontimeout', 'On');
  if (balancer.maxattempts !== undefined) set('maxattempts', balancer.maxattempts);
  if (balancer.timeout) set('timeout', balancer.timeout);
  if (balancer.failonstatus !== undefined && balancer.failonstatus.length > 0) {
    set('failonstatus', balancer.failonstatus.join(','));
  }
}

function writeSeparator(out: LineWriter, balancer: Balancer, path: string): void {
  const separator = balancer.stickysessionsep ?? '.';
  if (separator === '.') return;
  if (/^off$/i.test(separator)) out.line('ProxySet stickysessionsep=Off', `${path}.stickysessionsep`);
  else if (separator.length === 1 && separator.charCodeAt(0) < 0x80) {
    out.line(`ProxySet ${setting('stickysessionsep', separator)}`, `${path}.stickysessionsep`);
  } else out.leaveOut(`${path}.stickysessionsep`, 'Apache takes one byte here, so only an ASCII character');
}

/**
 * The line that pins a client: mod_headers adds the cookie to the answer of the request that chose a member
 * (APACHE.md §3, §7). It stands in the balancer's own section, so that each balancer sets its own cookie.
 */
function writeRouteCookie(out: LineWriter, balancer: Balancer, path: string, names: readonly string[]): void {
  if (balancer.routeCookie == null) return;
  const cookiePath = `${path}.routeCookie`;
  const format = routeCookieFormat(balancer.routeCookie);
  if (format.startsWith('expr=')) {
    out.leaveOut(
      `${cookiePath}.name`,
      'mod_headers takes a value that begins with "expr=" for an expression',
    );
    return;
  }
  out.comment('Pin the client when the balancer chose a member; the dot before the route is required.');
  out.line(`Header add Set-Cookie ${quoted(format)} ${cookieCondition(balancer.name, names)}`, cookiePath);
}

/**
 * When to add the cookie. A `<Proxy>` section also covers every balancer whose name merely begins with its own
 * (httpd compares by prefix), so `app` beside `app2` has to name itself, or both cookies would be set.
 */
function cookieCondition(name: string, names: readonly string[]): string {
  const key = name.toLowerCase();
  const isPrefix = names.some((other) => other.toLowerCase() !== key && other.toLowerCase().startsWith(key));
  return isPrefix
    ? quoted(`expr=-n reqenv('BALANCER_ROUTE_CHANGED') && reqenv('BALANCER_NAME') == 'balancer://${key}'`)
    : 'env=BALANCER_ROUTE_CHANGED';
}
