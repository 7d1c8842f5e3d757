import type { Notebook } from '../../apache/import/notebook.ts';
import { type BalancerDraft, pathIn, routesOf, setIn } from '../../peers/import/draft.ts';
import type { HaproxyLine } from './sections.ts';
import { secondsOf } from './words.ts';

/** What a backend says of stickiness: its cookie line, the values of its servers, and the rules of our own exports. */
export class CookieLine {
  readonly #balancer: BalancerDraft;
  readonly #notebook: Notebook;
  #line: HaproxyLine | null = null;
  readonly #values = new Map<string, { readonly value: string; readonly line: HaproxyLine }>();
  readonly #used: { readonly server: string; readonly route: string; readonly line: HaproxyLine }[] = [];
  #looked: { cookie: string; url: string; separator: string | null } | null = null;

  constructor(balancer: BalancerDraft, notebook: Notebook) {
    this.#balancer = balancer;
    this.#notebook = notebook;
  }

  read(line: HaproxyLine): void {
    this.#line = line;
  }

  serverValue(server: string, value: string, line: HaproxyLine): void {
    this.#values.set(server, { value, line });
  }

  /** `use-server NAME if { var(txn.route) -m str ROUTE }`, as our exports have it. */
  readUseServer(line: HaproxyLine): void {
    const [, server = '', ...condition] = line.words;
    const match = /^if \{ var\(txn\.route\) -m str (\S+) \}$/.exec(condition.join(' '));
    if (match === null)
      this.#notebook.note(line, 'left-out', 'a rule that names a server has no counterpart');
    else this.#used.push({ server, route: match[1] ?? '', line });
  }

  /** The rules of our exports that find a route; false for others. */
  readRule(line: HaproxyLine, text: string): boolean {
    const match =
      /^set-var\(txn\.route\) (urlp|req\.cook)\(([\w-]+)(?:,;)?\)(?:,field\(2,(.),0\))?(?: if .*)?$/.exec(
        text,
      );
    if (match === null) return false;
    const [, where, name = '', separator] = match;
    this.#looked ??= { cookie: name, url: name, separator: separator ?? null };
    if (where === 'urlp') this.#looked.url = name;
    else this.#looked.cookie = name;
    this.#notebook.understood(line, pathIn(this.#balancer, 'stickysession'));
    return true;
  }

  /** Everything said, settings made of it. */
  finish(): void {
    const issued = this.#readIssued();
    if (this.#looked !== null) {
      const { cookie, url, separator } = this.#looked;
      this.#balancer.value.stickysession = cookie === url ? cookie : `${cookie}|${url}`;
      if (separator === null) this.#balancer.value.stickysessionsep = 'Off';
      else if (separator !== '.') this.#balancer.value.stickysessionsep = separator;
    }
    if (!issued) for (const { line } of this.#values.values()) this.#notebook.understood(line);
    this.#readRoutes();
  }

  #readIssued(): boolean {
    const line = this.#line;
    if (line === null) return false;
    const [, name = '', ...options] = line.words;
    if (!options.includes('insert')) {
      this.#notebook.note(
        line,
        'left-out',
        'only "cookie … insert" has a counterpart; prefix and rewrite change cookies of the application',
      );
      return false;
    }
    const { separator, prefix, routeOf } = routesOf([...this.#values.values()].map(({ value }) => value));
    const cookie: Record<string, unknown> = { name, path: '/' };
    const template = `${prefix.replaceAll('%', '%%')}%{BALANCER_WORKER_ROUTE}e`;
    if (template !== '.%{BALANCER_WORKER_ROUTE}e') cookie.value = template;
    this.#readOptions(line, options, cookie);
    setIn(this.#notebook, line, 'balancer', this.#balancer, 'routeCookie', cookie);
    setIn(this.#notebook, line, 'balancer', this.#balancer, 'stickysession', name);
    if (separator === null) this.#balancer.value.stickysessionsep = 'Off';
    else if (separator !== '.') this.#balancer.value.stickysessionsep = separator;
    for (const [server, { value, line: place }] of this.#values) {
      const member = this.#balancer.members.find((one) => one.name === server);
      if (member !== undefined) setIn(this.#notebook, place, 'member', member, 'route', routeOf(value));
    }
    return true;
  }

  #readOptions(line: HaproxyLine, options: readonly string[], cookie: Record<string, unknown>): void {
    for (let index = 0; index < options.length; index++) {
      const option = options[index] ?? '';
      if (option === 'insert') continue;
      if (option === 'httponly') cookie.httpOnly = true;
      else if (option === 'secure') cookie.secure = true;
      else if (option === 'domain') cookie.domain = options[++index];
      else if (option === 'attr') readAttribute(options[++index] ?? '', cookie);
      else if (option === 'maxlife') {
        cookie.maxAge = Math.round(secondsOf(options[++index]?.replace(/^(\d+)$/, '$1s')) ?? 0);
        this.#notebook.note(
          line,
          'read-as',
          'maxlife becomes max-age: the browser ends the pin, not the server',
        );
      } else if (option === 'maxidle') {
        index++;
        this.#notebook.note(line, 'left-out', 'maxidle: Apache does not date its cookies');
      } else if (option === 'indirect')
        this.#notebook.note(line, 'left-out', 'indirect: in Apache the application sees the cookie');
      else this.#notebook.note(line, 'left-out', `${option} has no counterpart`);
    }
  }

  /** Routes and redirects from use-server rules; a server's own rule is its first. */
  #readRoutes(): void {
    const owner = new Map<string, string>();
    for (const { server, route, line } of this.#used) {
      const member = this.#balancer.members.find((one) => one.name === server);
      const own = [...owner].find(([, name]) => name === server)?.[0];
      if (member !== undefined && own === undefined && !owner.has(route)) {
        owner.set(route, server);
        setIn(this.#notebook, line, 'member', member, 'route', route);
        continue;
      }
      const from = this.#balancer.members.find((one) => one.value.route === route);
      if (from === undefined || member === undefined) this.#notebook.note(line, 'left-out', 'names nobody');
      else if (from === member) this.#notebook.understood(line, pathIn(member, 'route'));
      else if (from.value.redirect === undefined && member.value.route !== route) {
        // Its own route may be said further down.
        const named =
          this.#used.find((one) => one.server === server && one.route !== route)?.route ?? member.value.route;
        if (named === undefined) setIn(this.#notebook, line, 'member', member, 'route', route);
        else setIn(this.#notebook, line, 'member', from, 'redirect', named);
      } else this.#notebook.understood(line);
    }
  }
}

function readAttribute(text: string, cookie: Record<string, unknown>): void {
  const [, name = '', value = ''] = /^([\w-]+)=?(.*)$/.exec(text) ?? [];
  if (/^path$/i.test(name)) cookie.path = value;
  else if (/^max-age$/i.test(name)) cookie.maxAge = Number(value);
  else if (/^samesite$/i.test(name))
    cookie.sameSite = `${value.slice(0, 1).toUpperCase()}${value.slice(1).toLowerCase()}`;
}
