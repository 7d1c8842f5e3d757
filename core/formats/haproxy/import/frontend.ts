import type { Notebook } from '../../apache/import/notebook.ts';
import { draft, type MappingDraft, pathIn, type SiteDraft, setIn } from '../../peers/import/draft.ts';
import { hostPort, isPlainPath } from '../../peers/words.ts';
import type { BackendDraft } from './backend.ts';
import { Acls, type Asked } from './conditions.ts';
import type { HaproxyLine, Section } from './sections.ts';
import { addressOf } from './words.ts';

/** Where a rule sends what it matches. */
interface Rule {
  readonly line: HaproxyLine;
  readonly backend: string;
  readonly hosts: { readonly names: readonly string[]; readonly suffixes: readonly string[] } | null;
  readonly prefix: string;
  readonly mappingId: string | null;
}

/** A frontend, or the frontend half of a listen section, as one site for each Host that it tells apart. */
export function readFrontend(
  section: Section,
  backends: ReadonlyMap<string, BackendDraft>,
  notebook: Notebook,
): readonly SiteDraft[] {
  notebook.understood(section.head);
  const acls = new Acls(section.lines, notebook);
  const numbered = new Map<string, Rule>();
  const rules: Rule[] = [];
  const binds = section.lines.filter(({ words }) => words[0] === 'bind');
  let serverName: { name: string; line: HaproxyLine } | null = null;
  for (const line of section.lines) {
    const [keyword = '', first = '', ...rest] = line.words;
    if (keyword === 'use_backend') {
      const rule = ruleOf(line, first, rest, acls, numbered, notebook);
      if (rule !== null) rules.push(rule);
    } else if (keyword === 'default_backend') {
      rules.push({ line, backend: first, hosts: null, prefix: '/', mappingId: null });
    } else if (keyword === 'http-request') {
      const number = /^set-var\(txn\.mapping\) int\((\d+)\)$/.exec(`${first} ${rest[0] ?? ''}`)?.[1];
      const name = /^add-header X-Forwarded-Server (\S+)$/.exec([first, ...rest].join(' '))?.[1];
      if (number !== undefined) {
        const rule = ruleOf(line, '', rest.slice(1), acls, numbered, notebook);
        if (rule !== null) numbered.set(number, { ...rule, mappingId: number });
        notebook.understood(line);
      } else if (name !== undefined) serverName = { name, line };
      else if (/^(add-header|set-header) X-Forwarded-(Host|Proto)$/.test(`${first} ${rest[0] ?? ''}`))
        notebook.understood(line);
      else if (section.kind !== 'listen')
        notebook.note(line, 'left-out', 'this rule has no counterpart in a project');
    } else readOther(line, keyword, first, section, notebook);
  }
  if (section.kind === 'listen' && section.lines.some(({ words }) => words[0] === 'server')) {
    rules.push({ line: section.head, backend: section.name, hosts: null, prefix: '/', mappingId: null });
  }
  if (binds.length === 0) {
    notebook.note(section.head, 'left-out', 'listens nowhere');
    for (const line of section.lines) {
      if (!notebook.isAccounted(line))
        notebook.note(line, 'left-out', 'part of a section that listens nowhere');
    }
    return [];
  }
  return binds.flatMap((bind) => sitesOf(section, bind, rules, serverName, backends, notebook));
}

function readOther(
  line: HaproxyLine,
  keyword: string,
  first: string,
  section: Section,
  notebook: Notebook,
): void {
  if (['bind', 'acl', 'server'].includes(keyword)) return;
  if (keyword === 'mode' && first === 'http') notebook.understood(line);
  else if (keyword === 'option' && first === 'forwardfor') notebook.understood(line);
  else if (keyword === 'redirect') notebook.note(line, 'left-out', 'a project sends no redirects of its own');
  else if (section.kind === 'frontend')
    notebook.note(line, 'unrelated', 'has no bearing on who gets a request');
}

function ruleOf(
  line: HaproxyLine,
  backend: string,
  condition: readonly string[],
  acls: Acls,
  numbered: ReadonlyMap<string, Rule>,
  notebook: Notebook,
): Rule | null {
  const asked = acls.read(condition);
  if (asked === null) {
    notebook.note(
      line,
      'left-out',
      'only paths and hosts, all of them at once, can say what goes where in a project',
    );
    return null;
  }
  let rule: Rule = { line, backend, hosts: null, prefix: '/', mappingId: null };
  for (const alternatives of asked) {
    const [first] = alternatives;
    if (first === undefined || first.kind === 'not-yet') continue;
    if (first.kind === 'mapping') {
      const known = numbered.get(first.id);
      if (known === undefined) return null;
      rule = { ...known, line, backend };
    } else if (first.kind === 'host') {
      const hosts = alternatives.flatMap((one) => (one.kind === 'host' ? [one] : []));
      rule = {
        ...rule,
        hosts: {
          names: hosts.flatMap(({ names }) => names),
          suffixes: hosts.flatMap(({ suffixes }) => suffixes),
        },
      };
    } else if (first.kind === 'path') {
      const prefix = prefixOf(alternatives, line, notebook);
      if (prefix === null) return null;
      rule = { ...rule, prefix };
    }
  }
  return rule;
}

/** /p or what is below /p/ is a mapping of /p; a bare path_beg is wider than Apache's, which ends at a border. */
function prefixOf(alternatives: readonly Asked[], line: HaproxyLine, notebook: Notebook): string | null {
  const paths = alternatives.flatMap((one) => (one.kind === 'path' ? [one] : []));
  const [first] = paths;
  if (first === undefined || !first.path.startsWith('/')) {
    notebook.note(line, 'left-out', 'not the beginning of a path');
    return null;
  }
  const whole = paths.find(({ isWhole }) => isWhole);
  const below = paths.find(({ isWhole }) => !isWhole);
  if (whole !== undefined && below?.path === `${whole.path}/` && paths.length === 2) return whole.path;
  if (paths.length > 1) {
    notebook.note(line, 'left-out', 'several paths in one rule: a project has a mapping for each');
    return null;
  }
  if (first.isWhole) notebook.note(line, 'read-as', 'in Apache what is below this path belongs to it');
  else if (!first.path.endsWith('/'))
    notebook.note(
      line,
      'read-as',
      `Apache's ${first.path} ends at a border: ${first.path}x is not part of it`,
    );
  return first.path;
}

function sitesOf(
  section: Section,
  bind: HaproxyLine,
  rules: readonly Rule[],
  serverName: { readonly name: string; readonly line: HaproxyLine } | null,
  backends: ReadonlyMap<string, BackendDraft>,
  notebook: Notebook,
): readonly SiteDraft[] {
  const address = addressOf(bind.words[1]);
  if (address === undefined) {
    notebook.note(bind, 'left-out', 'not one address with one port');
    return [];
  }
  const listen = hostPort(address.host === '' || address.host === '*' ? '*' : address.host, address.port);
  const make = (name: string): SiteDraft => {
    const site: SiteDraft = { ...draft({ name, listen }), mappings: [] };
    notebook.understood(bind, pathIn(site, 'listen'));
    if (bind.words.includes('ssl')) setIn(notebook, bind, 'site', site, 'tls', true);
    return site;
  };
  const main = make(section.name === '' ? 'site' : section.name.slice(0, 60));
  if (serverName !== null) {
    if (serverName.name === address.host) notebook.understood(serverName.line, pathIn(main, 'listen'));
    else setIn(notebook, serverName.line, 'site', main, 'serverName', serverName.name);
  }
  const byHost = new Map<string, SiteDraft>();
  for (const rule of rules) {
    const site = rule.hosts === null ? main : siteFor(rule, byHost, make, notebook);
    const mapping = mappingOf(rule, backends, notebook);
    if (mapping === null) continue;
    site.mappings.push(mapping);
    applyBackend(site, backends.get(rule.backend));
  }
  return [main, ...byHost.values()];
}

function siteFor(
  rule: Rule,
  byHost: Map<string, SiteDraft>,
  make: (name: string) => SiteDraft,
  notebook: Notebook,
): SiteDraft {
  const { names, suffixes } = rule.hosts ?? { names: [], suffixes: [] };
  const all = [...names, ...suffixes.map((suffix) => `*${suffix}`)];
  const key = all.join(' ');
  const known = byHost.get(key);
  if (known !== undefined) return known;
  const site = make((all[0] ?? 'site').slice(0, 60));
  byHost.set(key, site);
  const [first, ...more] = names;
  if (first !== undefined) setIn(notebook, rule.line, 'site', site, 'serverName', first);
  const aliases = [...more, ...suffixes.map((suffix) => `*${suffix}`)];
  if (aliases.length > 0) setIn(notebook, rule.line, 'site', site, 'serverAlias', aliases);
  return site;
}

function mappingOf(
  rule: Rule,
  backends: ReadonlyMap<string, BackendDraft>,
  notebook: Notebook,
): MappingDraft | null {
  const { line, prefix, mappingId } = rule;
  const backend = backends.get(rule.backend);
  if (backend === undefined) {
    notebook.note(line, 'refused', 'there is no such backend');
    return null;
  }
  if (backend.balancer.members.length === 0) {
    // What is left over gets 404 by itself; only a path of its own needs a word.
    if (line.words[0] === 'default_backend' || (rule.hosts !== null && prefix === '/')) {
      notebook.understood(line);
      return null;
    }
    const excluded: MappingDraft = draft({ path: prefix, url: '!' });
    notebook.understood(line, pathIn(excluded));
    return excluded;
  }
  const newPrefix = mappingId === null ? undefined : backend.newPrefixes.get(mappingId);
  const rest = newPrefix ?? prefix;
  const [only] = backend.balancer.members;
  const isPlain = /^target_\d+$/.test(rule.backend) && backend.balancer.members.length === 1;
  const base = isPlain && only !== undefined ? only.value.url : `balancer://${backend.balancer.value.name}`;
  const url = `${base}${isPlainPath(rest, true) ? rest : '/'}`;
  const mapping: MappingDraft = draft({ path: prefix, url });
  notebook.understood(line, pathIn(mapping));
  return mapping;
}

/** What a backend says that belongs to a site here. */
function applyBackend(site: SiteDraft, backend: BackendDraft | undefined): void {
  if (backend === undefined || backend.balancer.members.length === 0) return;
  if (!backend.sendsOwnHost) site.value.preserveHost = true;
  if (!backend.mendsRedirects) site.value.proxyPassReverse = false;
}
