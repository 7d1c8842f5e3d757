import {
  type Balancer,
  type Member,
  parseMemberUrl,
  parseStatus,
  routeCookieFormat,
} from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { isBalancerDefault, isMemberDefault } from './defaults.ts';
import type { Dialect, Expressed } from './dialect.ts';
import { quoted, setting, usesDollar } from './words.ts';

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
  dialect: Dialect,
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
      writeMember(out, member, `${path}.members[${index}]`, dialect);
    });
    for (const one of balancerSettings(balancer, dialect)) {
      if (one.leftOut !== null) out.leaveOut(`${path}.${one.key}`, one.leftOut);
      if (one.text !== null) out.line(`ProxySet ${one.text}`, `${path}.${one.key}`);
    }
    for (const line of dialect.access) out.line(line, `${path}.name`);
    if (balancer.routeCookie != null) writeRouteCookie(out, balancer, path, names, dialect);
  });
  out.line('</Proxy>', `${path}.name`);
}

function writeMember(out: LineWriter, member: Member, path: string, dialect: Dialect): void {
  const refusal = memberUrlRefusal(member.url) ?? dialect.memberUrl(member.url);
  if (refusal !== null) {
    out.leaveOut(`${path}.url`, refusal);
    return;
  }
  const words = [`BalancerMember ${quoted(member.url)}`];
  for (const [key, value] of memberSettings(member, dialect)) {
    const one = expressed(key, value, dialect.member(key, value), dialect);
    if (one.leftOut !== null) out.leaveOut(`${path}.${key}`, one.leftOut);
    const isStandard = one.value !== undefined && isMemberDefault(key, one.value);
    if (one.text !== null && !isStandard) words.push(one.text);
  }
  out.line(words.join(' '), path);
}

/** A setting as it is written, and what to say of it; one of the two may be null. */
interface Written<Key> {
  readonly key: Key;
  readonly text: string | null;
  readonly leftOut: string | null;
  /** What was written instead of the project's value, when it was another. */
  readonly value?: string | number;
}

function expressed<Key extends string>(
  key: Key,
  value: string | number,
  how: Expressed,
  dialect: Dialect,
): Written<Key> {
  if (how.as === 'nothing') return { key, text: null, leftOut: how.message };
  if (typeof value === 'number' && value > LARGEST_INT) {
    return { key, text: null, leftOut: 'larger than any number Apache reads; without it the default rules' };
  }
  const text = setting(key, how.as === 'value' ? how.value : value);
  if (usesDollar(text) && !dialect.hasDefine) {
    return {
      key,
      text: null,
      leftOut: 'this version of Apache can not be kept from replacing a variable in it',
    };
  }
  return how.as === 'value'
    ? { key, text, leftOut: how.message, value: how.value }
    : { key, text, leftOut: null };
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
function memberSettings(
  member: Member,
  dialect: Dialect,
): readonly (readonly [keyof Member, string | number])[] {
  const found: [keyof Member, string | number][] = [];
  for (const key of MEMBER_KEYS) {
    const value = key === 'timeout' ? timeoutOf(member, dialect) : member[key];
    if (value === undefined || isMemberDefault(key, value)) continue;
    if (key === 'status') found.push([key, `+${parseStatus(String(value))}`]);
    // Apache's own unit is milliseconds here, so the unit is always written (APACHE.md §9.2).
    else if (key === 'acquire') found.push([key, milliseconds(Number(value))]);
    else if (typeof value === 'boolean') found.push([key, value ? 'On' : 'Off']);
    else found.push([key, typeof value === 'number' && TIMES.has(key) ? time(value) : value]);
  }
  return found;
}

const MEMBER_KEYS = [
  ...[
    'route',
    'redirect',
    'loadfactor',
    'lbset',
    'status',
    'retry',
    'timeout',
    'connectiontimeout',
    'ping',
    'max',
  ],
  ...['acquire', 'disablereuse', 'upgrade', 'responsefieldsize'],
  ...['hcmethod', 'hcuri', 'hcinterval', 'hcpasses', 'hcfails'],
] as readonly (keyof Member)[];
/** Times that Apache takes with a unit. */
const TIMES: ReadonlySet<keyof Member> = new Set(['connectiontimeout', 'ping', 'hcinterval']);

/** Without a word members wait 60 seconds; a version that would wait otherwise is told so. */
function timeoutOf(member: Member, dialect: Dialect): number | undefined {
  if (member.timeout || dialect.timeout === 60) return member.timeout;
  return 60;
}

/** Whole seconds as a number, fractions with Apache's `ms` suffix. */
function time(seconds: number): number | string {
  return Number.isInteger(seconds) ? seconds : milliseconds(seconds);
}

function milliseconds(seconds: number): number | string {
  // Too large a number is handed on as one, so that it is refused with the others.
  return seconds > LARGEST_INT / 1000 ? LARGEST_INT + 1 : `${Math.round(seconds * 1000)}ms`;
}

const BALANCER_KEYS = [
  ...['lbmethod', 'stickysession', 'stickysessionsep', 'scolonpathdelim', 'nofailover', 'forcerecovery'],
  ...['failontimeout', 'maxattempts', 'timeout', 'failonstatus'],
] as readonly (keyof Balancer)[];

/** Every balancer parameter that differs from Apache's default (APACHE.md §9.3). */
export function balancerSettings(balancer: Balancer, dialect: Dialect): readonly Written<keyof Balancer>[] {
  return BALANCER_KEYS.flatMap((key): readonly Written<keyof Balancer>[] => {
    const value = balancer[key];
    if (value === undefined || isBalancerDefault(key, value)) return [];
    if (key === 'stickysessionsep') return [separator(String(value), dialect)];
    const text =
      typeof value === 'boolean' ? (value ? 'On' : 'Off') : Array.isArray(value) ? value.join(',') : value;
    return [expressed(key, text as string | number, dialect.balancer(key, text as string | number), dialect)];
  });
}

function separator(value: string, dialect: Dialect): Written<keyof Balancer> {
  const key = 'stickysessionsep';
  const isOff = /^off$/i.test(value);
  if (!isOff && (value.length !== 1 || value.charCodeAt(0) >= 0x80)) {
    return { key, text: null, leftOut: 'Apache takes one byte here, so only an ASCII character' };
  }
  const written = isOff ? 'Off' : value;
  return expressed(key, written, dialect.balancer(key, written), dialect);
}

/**
 * The line that pins a client: mod_headers adds the cookie to the answer of the request that chose a member
 * (APACHE.md §3, §7). It stands in the balancer's own section, so that each balancer sets its own cookie.
 */
function writeRouteCookie(
  out: LineWriter,
  balancer: Balancer,
  path: string,
  names: readonly string[],
  dialect: Dialect,
): void {
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
  const line = `Header add Set-Cookie ${quoted(format)} ${cookieCondition(balancer.name, names, dialect)}`;
  if (usesDollar(line) && !dialect.hasDefine) {
    out.leaveOut(cookiePath, 'this version of Apache can not be kept from replacing a variable in it');
    return;
  }
  out.comment('Pin the client when the balancer chose a member; the dot before the route is required.');
  if (!dialect.hasExpressions && isPrefixOfAnother(balancer.name, names)) {
    out.leaveOut(
      `${path}.name`,
      'the section also covers the balancers whose names begin with this one, and this version of Apache can not ' +
        'tell them apart here: they set this cookie too',
    );
  }
  out.line(line, cookiePath);
}

/**
 * When to add the cookie. A `<Proxy>` section also covers every balancer whose name merely begins with its own
 * (httpd compares by prefix), so `app` beside `app2` has to name itself, or both cookies would be set.
 */
function cookieCondition(name: string, names: readonly string[], dialect: Dialect): string {
  return isPrefixOfAnother(name, names) && dialect.hasExpressions
    ? quoted(
        `expr=-n reqenv('BALANCER_ROUTE_CHANGED') && reqenv('BALANCER_NAME') == 'balancer://${name.toLowerCase()}'`,
      )
    : 'env=BALANCER_ROUTE_CHANGED';
}

function isPrefixOfAnother(name: string, names: readonly string[]): boolean {
  const key = name.toLowerCase();
  return names.some((other) => other.toLowerCase() !== key && other.toLowerCase().startsWith(key));
}
