import { parseMemberUrl } from '../../../contract/index.ts';
import { BalancerLines, urlTrouble } from './balancer-lines.ts';
import { readCookieLine } from './cookie-line.ts';
import { type Directive, everyDirective } from './directive.ts';
import {
  balancerOf,
  type ListenDraft,
  type MappingDraft,
  newServer,
  type ServerDraft,
  type Surroundings,
  splitBalancerUrl,
} from './draft.ts';
import { knownDirective } from './known-directives.ts';
import type { Notebook } from './notebook.ts';
import { readWhole } from './numbers.ts';
import { readSwitch } from './parameters.ts';
import type { Paths } from './paths.ts';
import { RewriteLines } from './rewrite-line.ts';

type Handler = (directive: Directive, around: Surroundings) => void;

/** Goes through a configuration and drafts what a project can hold of it; every line it passes is accounted for. */
export class Interpreter {
  readonly main: ServerDraft = newServer(null, []);
  readonly hosts: ServerDraft[] = [];
  readonly listens: ListenDraft[] = [];
  readonly rewrites: RewriteLines;
  readonly #notebook: Notebook;
  readonly #paths: Paths;
  readonly #balancers: BalancerLines;
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(notebook: Notebook, paths: Paths) {
    this.#notebook = notebook;
    this.#paths = paths;
    this.#balancers = new BalancerLines(notebook, paths);
    this.rewrites = new RewriteLines(notebook);
    this.#handlers = {
      '<virtualhost': (section) => this.#virtualHost(section),
      '<proxy': (section, around) => this.#proxy(section, around),
      '<location': (section, around) => this.#location(section, around),
      balancermember: (line, around) => this.#balancers.member(line, around),
      proxyset: (line, around) => this.#balancers.proxySet(line, around),
      proxyhctemplate: (line) => this.#balancers.template(line),
      proxypass: (line, around) => this.#proxyPass(line, around),
      proxypassmatch: (line, around) => this.#proxyPassMatch(line, around),
      proxypassreverse: (line, around) => this.#reverse(line, around),
      proxypreservehost: (line, around) => this.#preserveHost(line, around),
      proxyrequests: (line) => this.#proxyRequests(line),
      proxytimeout: (line, { server }) =>
        this.#seconds(line, (value) => this.#say(server, 'proxyTimeout', value, line)),
      timeout: (line, { server }) =>
        this.#seconds(line, (value) => this.#say(server, 'timeout', value, line)),
      header: (line, around) => this.#header(line, around),
      requestheader: (line, { server }) => this.#requestHeader(line, server),
      listen: (line) => this.#listen(line),
      servername: (line, { server }) => this.#serverName(line, server),
      serveralias: (line, { server }) => this.#serverAlias(line, server),
      namevirtualhost: (line) => this.#notebook.understood(line),
      sslengine: (line, { server }) => this.#sslEngine(line, server),
      sslproxyengine: (line) => this.#notebook.understood(line),
      rewritecond: (line) => this.rewrites.condition(line),
      rewriterule: (line, around) => this.rewrites.rule(line, around),
    };
  }

  /** Goes through a tree from the main server on. */
  walk(tree: readonly Directive[]): void {
    this.#walk(tree, { server: this.main, proxy: null, location: null });
  }

  /** Says of every line that nobody accounted for why it isn't needed, or that it was not understood. */
  noteLeftOvers(tree: readonly Directive[]): void {
    for (const directive of everyDirective(tree)) {
      if (!this.#notebook.isAccounted(directive)) this.#leftOver(directive);
    }
  }

  #walk(tree: readonly Directive[], around: Surroundings): void {
    for (const directive of tree) {
      const handler = Object.hasOwn(this.#handlers, directive.key)
        ? this.#handlers[directive.key]
        : undefined;
      if (handler === undefined) {
        if (directive.children !== null) this.#unreadSection(directive);
        continue;
      }
      for (const name of directive.undefinedVariables) {
        this.#notebook.note(
          directive,
          'read-as',
          `nothing defines \${${name}}: Apache leaves it as it stands (AH00111)`,
        );
      }
      handler(directive, around);
    }
  }

  #leftOver(directive: Directive): void {
    const known = knownDirective(directive.key);
    if (known !== undefined) this.#notebook.note(directive, known.kind, known.message);
    else if (Object.hasOwn(this.#handlers, directive.key)) {
      this.#notebook.note(directive, 'left-out', 'it concerns nothing that is proxied here');
    } else this.#notebook.note(directive, 'unknown', 'not understood');
  }

  /** A section that depends on the request or belongs to other modules: what concerns balancing in it is named. */
  #unreadSection(section: Directive): void {
    for (const inner of everyDirective(section.children ?? [])) {
      if (this.#notebook.isAccounted(inner)) continue;
      const concerns = Object.hasOwn(this.#handlers, inner.key) && inner.key !== 'requestheader';
      if (concerns) {
        const name = section.key.slice(1);
        this.#notebook.note(inner, 'left-out', `inside a <${name}> section, which a project cannot hold`);
      } else this.#leftOver(inner);
    }
    const known = knownDirective(section.key);
    this.#notebook.note(
      section,
      known?.kind ?? 'left-out',
      known?.message ?? 'a project cannot hold such a section',
    );
  }

  #virtualHost(section: Directive): void {
    const host = newServer(section, section.words);
    this.hosts.push(host);
    this.#notebook.understood(section);
    this.#walk(section.children ?? [], { server: host, proxy: null, location: null });
  }

  #proxy(section: Directive, around: Surroundings): void {
    const [url = ''] = section.words;
    if (url === '~') {
      this.#unreadSection(section);
      return;
    }
    this.#balancers.proxySection(section, around);
    if (splitBalancerUrl(url) === undefined && !isEverything(url)) {
      this.#notebook.note(
        section,
        'left-out',
        'rules for targets that are no balancer are not part of a project',
      );
    } else this.#notebook.understood(section);
    this.#walk(section.children ?? [], { ...around, proxy: url });
  }

  #location(section: Directive, around: Surroundings): void {
    const [path = '', ...rest] = section.words;
    if (rest.length > 0 || !path.startsWith('/') || /[*?[]/.test(path)) {
      this.#unreadSection(section);
      return;
    }
    this.#notebook.understood(section);
    this.#walk(section.children ?? [], { ...around, location: path });
  }

  #proxyPass(directive: Directive, around: Surroundings): void {
    const words = around.location === null ? directive.words : [around.location, ...directive.words];
    const [path = '', url, ...rest] = words;
    if (path === '~') {
      this.#notebook.note(directive, 'left-out', 'regular expressions are not part of a project');
      return;
    }
    if (around.proxy !== null) {
      this.#notebook.note(directive, 'left-out', 'ProxyPass belongs outside of <Proxy> sections');
      return;
    }
    if (url === undefined) {
      this.#refused(directive, 'ProxyPass needs a path when not defined in a location');
      return;
    }
    if (around.location !== null && url.startsWith('/')) {
      this.#refused(directive, 'ProxyPass can not have a path when defined in a location');
      return;
    }
    this.#map(directive, around, path, url, rest);
  }

  /** The forms of ProxyPassMatch that are a ProxyPass in other words: everything, with what matched behind the URL. */
  #proxyPassMatch(directive: Directive, around: Surroundings): void {
    const [pattern = '', url = '', ...rest] = directive.words;
    const plain =
      around.location !== null || around.proxy !== null
        ? undefined
        : pattern === '^(/.*)$' && /^[^$]*[^$/]\$1$/.test(url)
          ? `${url.slice(0, -2)}/`
          : pattern === '^/(.*)$' && /^[^$]*\/\$1$/.test(url)
            ? url.slice(0, -2)
            : undefined;
    if (plain === undefined) {
      this.#notebook.note(
        directive,
        'left-out',
        'regular expressions are not part of a project: write ProxyPass with a path',
      );
      return;
    }
    this.#notebook.note(directive, 'read-as', `the same as ProxyPass / ${plain}`);
    this.#map(directive, around, '/', plain, rest);
  }

  #map(directive: Directive, around: Surroundings, path: string, url: string, rest: readonly string[]): void {
    const { server } = around;
    const parameters: string[] = [];
    for (const word of rest) {
      if (/^(nocanon|interpolate|noquery)$/i.test(word) || /^mapping=/i.test(word)) {
        this.#notebook.note(directive, 'left-out', `${word}: paths are mapped in the usual way only`);
      } else parameters.push(word);
    }
    const target = splitBalancerUrl(url);
    const mapping: MappingDraft = {
      place: directive,
      path,
      url,
      balancer: target?.name.toLowerCase() ?? null,
    };
    if (target !== undefined) {
      const balancer = balancerOf(server, target.name, directive);
      this.#balancers.balancerParameters(directive, balancer, parameters);
    } else if (url !== '!') {
      if (parseMemberUrl(url) === undefined) {
        this.#notebook.note(directive, 'left-out', urlTrouble(url));
        return;
      }
      this.#balancers.plainParameters(directive, parameters);
    }
    (around.location === null ? server.mappings : server.locationMappings).push(mapping);
    this.#notebook.understood(directive, () => this.#paths.mapping(mapping));
  }

  #reverse(directive: Directive, around: Surroundings): void {
    const words = around.location === null ? directive.words : [around.location, ...directive.words];
    const [path, url] = words.filter((word) => !/^interpolate$/i.test(word));
    if (path === undefined || url === undefined) {
      this.#refused(directive, 'ProxyPassReverse needs a path when not defined in a location');
      return;
    }
    around.server.reverses.push({ place: directive, path, url });
  }

  #preserveHost(directive: Directive, around: Surroundings): void {
    const value = readSwitch(directive.words[0] ?? '');
    if (value === undefined) {
      this.#refused(directive, 'ProxyPreserveHost must be On or Off');
      return;
    }
    const { server, location } = around;
    if (location === null) server.preserveHost = { value, place: directive };
    else server.locationPreserveHost.push({ value, place: directive, path: location });
  }

  #proxyRequests(directive: Directive): void {
    if (readSwitch(directive.words[0] ?? '') === true) {
      this.#notebook.note(
        directive,
        'left-out',
        'Routepin is no forward proxy; with On, this server is one for anybody',
      );
    } else this.#notebook.understood(directive);
  }

  #seconds(directive: Directive, take: (value: number) => void): void {
    const [word = ''] = directive.words;
    const { value, ignored } = readWhole(word);
    if (value < 1) {
      this.#refused(directive, 'must be at least 1 second');
      return;
    }
    if (ignored !== '') this.#notebook.note(directive, 'read-as', `Apache reads ${word} as ${value} seconds`);
    take(value);
  }

  #say(server: ServerDraft, key: 'timeout' | 'proxyTimeout', value: number, place: Directive): void {
    server[key] = { value, place };
  }

  #header(directive: Directive, around: Surroundings): void {
    const read = readCookieLine(directive.words);
    if (read === undefined) return;
    if (typeof read === 'string') {
      this.#notebook.note(directive, 'left-out', read);
      return;
    }
    for (const sentence of read.said) this.#notebook.note(directive, 'read-as', sentence);
    const isGeneral = around.proxy === null || isEverything(around.proxy);
    around.server.cookies.push({
      place: directive,
      cookie: read.cookie,
      onlyFor: read.onlyFor,
      section: isGeneral ? null : around.proxy,
      location: around.location,
    });
  }

  #requestHeader(directive: Directive, server: ServerDraft): void {
    const [action = '', name = '', value = ''] = directive.words;
    if (/^set$/i.test(action) && /^x-forwarded-proto:?$/i.test(name) && value === 'https') {
      server.forwardedProto = directive;
    }
  }

  #listen(directive: Directive): void {
    const [word = ''] = directive.words;
    const match = /^(?:(\[[^\]]+\]|[^:\s]+):)?(\d+)$/.exec(word);
    const port = Number(match?.[2] ?? 0);
    if (match === null || port < 1 || port > 65_535) {
      this.#refused(directive, 'Listen needs a port, or address:port');
      return;
    }
    this.listens.push({ place: directive, host: (match[1] ?? '*').replace(/^\[|\]$/g, ''), port });
  }

  #serverName(directive: Directive, server: ServerDraft): void {
    const [word = ''] = directive.words;
    const scheme = /^([a-z]+):\/\//i.exec(word);
    if (scheme !== null)
      this.#notebook.note(
        directive,
        'read-as',
        `${scheme[0]} is left out: it only matters to redirects of Apache's own`,
      );
    const value = scheme === null ? word : word.slice(scheme[0].length);
    server.name = { value, place: directive };
  }

  #serverAlias(directive: Directive, server: ServerDraft): void {
    if (server.place === null) {
      this.#refused(directive, 'ServerAlias only used in <VirtualHost>');
      return;
    }
    for (const value of directive.words) server.aliases.push({ value, place: directive });
  }

  #sslEngine(directive: Directive, server: ServerDraft): void {
    const [word = ''] = directive.words;
    const value = readSwitch(word);
    if (value === undefined) {
      this.#notebook.note(directive, 'left-out', 'a site speaks either TLS or plain HTTP');
      return;
    }
    server.tls = { value, place: directive };
  }

  #refused(directive: Directive, message: string): void {
    this.#notebook.note(directive, 'refused', message);
  }
}

/** Whether a `<Proxy>` section covers every target. */
function isEverything(url: string): boolean {
  return url === '*' || /^balancer:\/\/\*?$/i.test(url);
}
