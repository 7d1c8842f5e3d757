import { refusals } from '../../apache/import/fits.ts';
import type { Notebook } from '../../apache/import/notebook.ts';
import {
  type BalancerDraft,
  draft,
  type MemberDraft,
  pathIn,
  routesOf,
  setIn,
} from '../../peers/import/draft.ts';
import { hostPort } from '../../peers/words.ts';
import type { NginxDirective } from './blocks.ts';
import { cutFromCookie, type StickyMaps } from './maps.ts';

/** An upstream with its members, and how they are spoken to, which the locations say. */
export interface UpstreamDraft {
  readonly balancer: BalancerDraft;
  readonly directive: NginxDirective;
  scheme: 'http' | 'https' | null;
}

/** Every upstream that is a balancer of its own: those that a map keeps for single routes are parts of another. */
export function readUpstreams(
  directives: readonly NginxDirective[],
  maps: StickyMaps,
  notebook: Notebook,
): ReadonlyMap<string, UpstreamDraft> {
  const blocks = directives.filter(({ words, block }) => words[0] === 'upstream' && block !== null);
  const groups = new Map(
    [...maps.chosen.values()].flatMap(({ rest, routes }) =>
      routes.map(([route, name]) => [name, { rest, route }] as const),
    ),
  );
  const found = new Map<string, UpstreamDraft>();
  for (const directive of blocks) {
    const name = directive.words[1] ?? '';
    if (groups.has(name)) continue;
    found.set(name, readUpstream(directive, maps, notebook));
  }
  for (const directive of blocks) {
    const group = groups.get(directive.words[1] ?? '');
    const into = group === undefined ? undefined : found.get(group.rest);
    if (group !== undefined && into !== undefined) readGroup(directive, group.route, into.balancer, notebook);
  }
  for (const [name, upstream] of found) {
    const own = blocks.filter(({ words }) => groups.get(words[1] ?? '')?.rest === name);
    const isAlone = own.length > 0 && own.every(({ block }) => serversOf(block).length === 1);
    const [first] = own;
    // With nobody else to take over, groups of one say nothing.
    const others = serversOf(upstream.directive.block).filter(({ words }) => !words.includes('down'));
    if (isAlone && first !== undefined && others.length > 1) {
      setIn(notebook, first, 'balancer', upstream.balancer, 'nofailover', true);
    }
  }
  for (const [name, { balancer }] of found) readMapped(name, balancer, maps, notebook);
  return found;
}

function serversOf(block: NginxDirective['block']): readonly NginxDirective[] {
  return (block ?? []).filter(({ words }) => words[0] === 'server');
}

function readUpstream(directive: NginxDirective, maps: StickyMaps, notebook: Notebook): UpstreamDraft {
  const name = (directive.words[1] ?? '').replace(/[/\s?#"'\\]/g, '_').slice(0, 60) || 'balancer';
  const balancer: BalancerDraft = { ...draft({ name }), members: [] };
  notebook.understood(directive, pathIn(balancer, 'name'));
  const routes: { member: MemberDraft; route: string; line: NginxDirective }[] = [];
  let isIssued = false;
  for (const line of directive.block ?? []) {
    const [keyword = '', first = ''] = line.words;
    if (keyword === 'server') readServer(line, balancer, routes, notebook);
    else if (keyword === 'least_conn') setIn(notebook, line, 'balancer', balancer, 'lbmethod', 'bybusyness');
    else if (keyword === 'zone' || keyword.startsWith('keepalive')) notebook.understood(line);
    else if (keyword === 'sticky' && first === 'cookie') {
      isIssued = true;
      readStickyCookie(
        line,
        balancer,
        routes.map(({ route }) => route),
        notebook,
      );
    } else if (keyword === 'sticky' && first === 'route') readStickyRoute(line, balancer, maps, notebook);
    else if (keyword === 'sticky')
      notebook.note(line, 'left-out', 'sticky learn: Apache remembers no sessions');
    else if (/^(ip_hash|hash|random|least_time)$/.test(keyword))
      notebook.note(line, 'left-out', `${keyword} has no counterpart; members take turns (byrequests)`);
    else notebook.note(line, 'unrelated', 'has no bearing on who gets a request, or no counterpart');
  }
  const { routeOf } = isIssued
    ? routesOf(routes.map(({ route }) => route))
    : { routeOf: (text: string) => text };
  for (const { member, route, line } of routes)
    setIn(notebook, line, 'member', member, 'route', routeOf(route));
  return { balancer, directive, scheme: null };
}

function readServer(
  line: NginxDirective,
  balancer: BalancerDraft,
  routes: { member: MemberDraft; route: string; line: NginxDirective }[],
  notebook: Notebook,
): void {
  const [, address = '', ...parameters] = line.words;
  const match = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d+))?$/i.exec(address);
  if (match === null) {
    notebook.note(line, 'left-out', 'an address that is no host and port can be no member');
    return;
  }
  const port = Number(match[2] ?? 80);
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  const url = `http://${hostPort(host, port)}`;
  const member: MemberDraft = {
    ...draft({ url: port === 80 ? url.replace(/:80$/, '') : url }),
    name: address,
  };
  const said = new Map(
    parameters.map((word) =>
      word.includes('=')
        ? ([word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const)
        : ([word, ''] as const),
    ),
  );
  const refusal = refusals.member('url', member.value.url);
  if (refusal !== null) {
    notebook.note(line, 'left-out', `url: ${refusal}`);
    return;
  }
  balancer.members.push(member);
  notebook.understood(line, pathIn(member));
  const set = (key: string, value: unknown) => setIn(notebook, line, 'member', member, key, value);
  const weight = Number(said.get('weight') ?? 1);
  if (weight > 1) set('loadfactor', Math.min(100, weight));
  if (weight > 100) notebook.note(line, 'read-as', 'a load factor is at most 100');
  const flags = `${said.has('down') ? 'D' : ''}${said.has('backup') ? 'H' : ''}${said.has('drain') ? 'N' : ''}`;
  if (flags !== '') set('status', `+${flags}`);
  if (Number(said.get('max_conns') ?? 0) > 0) {
    set('max', Number(said.get('max_conns')));
    notebook.note(
      line,
      'read-as',
      'max_conns becomes max: in Apache a request beyond it counts as an error of the member',
    );
  }
  const fails = Number(said.get('max_fails') ?? 1);
  if (fails === 0) set('retry', 0);
  else {
    const timeout = secondsOf(said.get('fail_timeout') ?? '10s');
    if (timeout !== undefined && timeout !== 60) set('retry', Math.round(timeout));
    if (fails > 1) notebook.note(line, 'read-as', 'one refused connection takes a member out in Apache');
  }
  const route = said.get('route');
  if (route !== undefined) routes.push({ member, route, line });
  for (const word of ['resolve', 'service', 'slow_start'])
    if (said.has(word)) notebook.note(line, 'left-out', `${word} has no counterpart`);
}

function readStickyCookie(
  line: NginxDirective,
  balancer: BalancerDraft,
  values: readonly string[],
  notebook: Notebook,
): void {
  const [, , name = '', ...options] = line.words;
  const { separator, prefix } = routesOf(values);
  if (values.length === 0)
    notebook.note(
      line,
      'left-out',
      'without route= cookies hold a hash of the address; give the members routes',
    );
  const template = `${prefix.replaceAll('%', '%%')}%{BALANCER_WORKER_ROUTE}e`;
  const cookie: Record<string, unknown> = {
    name,
    ...(template === '.%{BALANCER_WORKER_ROUTE}e' ? {} : { value: template }),
  };
  for (const option of options) {
    const [key = '', value = ''] = option.split(/=(.*)/s);
    if (key === 'path') cookie.path = value;
    else if (key === 'domain') cookie.domain = value;
    else if (key === 'httponly') cookie.httpOnly = true;
    else if (key === 'secure') cookie.secure = true;
    else if (key === 'samesite')
      cookie.sameSite = `${value.slice(0, 1).toUpperCase()}${value.slice(1).toLowerCase()}`;
    else if (key === 'expires') cookie.maxAge = Math.round(secondsOf(value) ?? 0);
    else notebook.note(line, 'left-out', `${key} has no counterpart`);
  }
  setIn(notebook, line, 'balancer', balancer, 'routeCookie', cookie);
  setIn(notebook, line, 'balancer', balancer, 'stickysession', name);
  if (separator === null) balancer.value.stickysessionsep = 'Off';
  else if (separator !== '.') balancer.value.stickysessionsep = separator;
}

function readStickyRoute(
  line: NginxDirective,
  balancer: BalancerDraft,
  maps: StickyMaps,
  notebook: Notebook,
): void {
  const variable = line.words[2] ?? '';
  const stem = /^\$(\w+)_route$/.exec(variable)?.[1] ?? '';
  const looked = maps.looked.get(stem);
  const direct = /^\$cookie_(\w+)$/.exec(variable)?.[1];
  const cut = line.words.slice(2).flatMap((one) => cutFromCookie(maps, one) ?? [])[0];
  if (looked !== undefined) setSticky(balancer, looked);
  else if (cut !== undefined) {
    setSticky(balancer, { cookie: cut.cookie, url: cut.cookie, separator: cut.separator });
    notebook.note(
      line,
      'read-as',
      `the cookie is ${cut.cookie}, written just so, and its route is what follows the first "${cut.separator}": Apache minds the case, and stops at the first`,
    );
  } else if (direct !== undefined) {
    balancer.value.stickysession = direct;
    balancer.value.stickysessionsep = 'Off';
  } else {
    notebook.note(line, 'left-out', 'what this variable holds is not known');
    return;
  }
  notebook.understood(line, pathIn(balancer, 'stickysession'));
}

function setSticky(
  balancer: BalancerDraft,
  {
    cookie,
    url,
    separator,
  }: { readonly cookie: string; readonly url: string; readonly separator: string | null },
): void {
  balancer.value.stickysession = cookie === url ? cookie : `${cookie}|${url}`;
  if (separator === null) balancer.value.stickysessionsep = 'Off';
  else if (separator !== '.') balancer.value.stickysessionsep = separator;
}

/** An upstream of the map form: its first server has the route; one that is nowhere else drains. */
function readGroup(
  directive: NginxDirective,
  route: string,
  balancer: BalancerDraft,
  notebook: Notebook,
): void {
  notebook.understood(directive);
  const [first] = serversOf(directive.block);
  for (const line of directive.block ?? []) if (line !== first) notebook.understood(line);
  if (first === undefined) return;
  const known = balancer.members.find(({ name }) => name === first.words[1]);
  if (known !== undefined) {
    notebook.understood(first, pathIn(known, 'route'));
    setIn(notebook, first, 'member', known, 'route', route);
  } else {
    readServer(first, balancer, [], notebook);
    const added = balancer.members.at(-1);
    if (added !== undefined && added.name === first.words[1]) {
      setIn(notebook, first, 'member', added, 'route', route);
      setIn(notebook, first, 'member', added, 'status', '+N');
    }
  }
}

/** The cookie and the names of the map form. */
function readMapped(name: string, balancer: BalancerDraft, maps: StickyMaps, notebook: Notebook): void {
  const stem = [...maps.chosen].find(([, { rest }]) => rest === name)?.[0];
  if (stem === undefined) return;
  const looked = maps.looked.get(stem);
  if (looked !== undefined) {
    setSticky(balancer, looked);
    notebook.understood(looked.line, pathIn(balancer, 'stickysession'));
  }
  const issued = maps.cookies.get(stem);
  const match = /^([^=]+)=(.*?)\$\{\w+\}(.*)$/.exec(issued?.text ?? '');
  if (issued === undefined || match === null) return;
  const [, cookieName = '', before = '', attributes = ''] = match;
  const cookie: Record<string, unknown> = {
    name: cookieName,
    ...(before === '.' ? {} : { value: `${before}%{BALANCER_WORKER_ROUTE}e` }),
  };
  for (const attribute of attributes.split('; ').filter((text) => text !== '')) {
    const [key = '', value = ''] = attribute.split('=');
    if (key === 'path') cookie.path = value;
    else if (key === 'domain') cookie.domain = value;
    else if (key === 'max-age') cookie.maxAge = Number(value);
    else if (key === 'secure') cookie.secure = true;
    else if (key === 'httponly') cookie.httpOnly = true;
    else if (key === 'samesite') cookie.sameSite = value;
  }
  setIn(notebook, issued.line, 'balancer', balancer, 'routeCookie', cookie);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time in seconds; a number without a unit is seconds. */
export function secondsOf(text: string | undefined): number | undefined {
  const match = /^(\d+)(ms|s|m|h|d)?$/.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1);
}
