import type { Notebook } from '../../apache/import/notebook.ts';
import { draft, type MappingDraft, pathIn, type SiteDraft, setIn } from '../../peers/import/draft.ts';
import { isPlainPath } from '../../peers/words.ts';
import type { NginxDirective } from './blocks.ts';
import type { StickyMaps } from './maps.ts';
import { secondsOf, type UpstreamDraft } from './upstream.ts';

/** What locations are read with. */
export interface ServerContext {
  readonly upstreams: ReadonlyMap<string, UpstreamDraft>;
  readonly maps: StickyMaps;
  readonly notebook: Notebook;
}

/** A `server` block as one site for each address that it listens on. */
export function readServerBlock(server: NginxDirective, context: ServerContext): readonly SiteDraft[] {
  const { notebook } = context;
  const lines = server.block ?? [];
  const listens = lines.filter(({ words }) => words[0] === 'listen');
  const names = lines
    .filter(({ words }) => words[0] === 'server_name')
    .flatMap(({ words }) => words.slice(1));
  const mappings = readLocations(lines, context);
  const headers = [
    ...lines,
    ...lines.flatMap(({ words, block }) => (words[0] === 'location' ? (block ?? []) : [])),
  ];
  const host = headers.find(({ words }) => words[0] === 'proxy_set_header' && /^host$/i.test(words[1] ?? ''));
  const isMended = headers.every(({ words }) => words[0] !== 'proxy_redirect' || words[1] !== 'off');
  const sites: SiteDraft[] = [];
  for (const line of listens.length > 0 ? listens : [server]) {
    const listen = listens.length > 0 ? listenOf(line.words[1] ?? '') : '*:80';
    if (listen === null) {
      notebook.note(line, 'left-out', 'not an address with a port');
      continue;
    }
    if (sites.some(({ value }) => value.listen === listen)) {
      notebook.note(line, 'read-as', `${listen} of a project is both, IPv4 and IPv6`);
      continue;
    }
    const site: SiteDraft = {
      ...draft({ name: names.find((name) => /^[\w.-]+$/.test(name) && name !== '_') ?? listen, listen }),
      mappings: sites.length === 0 ? mappings : mappings.map(({ value }) => draft({ ...value })),
    };
    notebook.understood(line, pathIn(site, 'listen'));
    if (line.words.includes('ssl')) setIn(notebook, line, 'site', site, 'tls', true);
    if (host !== undefined && /^\$(http_host|host)$/.test(host.words[2] ?? ''))
      setIn(notebook, host, 'site', site, 'preserveHost', true);
    if (!isMended) site.value.proxyPassReverse = false;
    sites.push(site);
    readNames(lines, site, notebook);
  }
  notebook.understood(server);
  for (const line of lines) readOther(line, notebook);
  return sites;
}

function listenOf(text: string): string | null {
  if (/^\d+$/.test(text)) return `*:${text}`;
  const match = /^(\[[0-9a-f:.]+\]|\*|[\w.-]+)(?::(\d+))?$/i.exec(text);
  if (match === null || text.startsWith('unix:')) return null;
  const host = match[1] === '[::]' || match[1] === '0.0.0.0' ? '*' : match[1];
  return `${host}:${match[2] ?? 80}`;
}

function readNames(lines: readonly NginxDirective[], site: SiteDraft, notebook: Notebook): void {
  const aliases: string[] = [];
  for (const line of lines.filter(({ words }) => words[0] === 'server_name')) {
    notebook.understood(line, pathIn(site, 'serverName'));
    for (const name of line.words.slice(1)) {
      if (name === '_' || name === '""') continue;
      if (name.startsWith('~')) notebook.note(line, 'left-out', 'a pattern is no server name');
      else if (/^[\w.-]+$/.test(name) && site.value.serverName === undefined && !name.startsWith('.'))
        setIn(notebook, line, 'site', site, 'serverName', name);
      else aliases.push(name.startsWith('.') ? `*${name}` : name);
    }
    if (aliases.length > 0) setIn(notebook, line, 'site', site, 'serverAlias', [...aliases]);
  }
}

/** nginx takes the longest prefix, Apache the first: longer ones come first here. */
function readLocations(lines: readonly NginxDirective[], context: ServerContext): MappingDraft[] {
  const { notebook } = context;
  const found: MappingDraft[] = [];
  const exact = new Set(
    lines.flatMap(({ words }) => (words[0] === 'location' && words[1] === '=' ? [words[2] ?? ''] : [])),
  );
  for (const line of lines) {
    if (line.words[0] !== 'location') continue;
    const [, first = '', second = ''] = line.words;
    const isPrefix = first.startsWith('/') || first === '^~';
    const written = first === '=' || first === '^~' ? second : first;
    if (!isPlainPath(written) || (!isPrefix && first !== '=')) {
      notebook.note(line, 'left-out', 'only a beginning of a path can be mapped in a project');
      for (const inner of line.block ?? [])
        notebook.note(inner, 'left-out', 'part of a location that was left out');
      continue;
    }
    const bare = written.endsWith('/') ? written.slice(0, -1) : written;
    // `= /p` beside `/p/` is Apache's /p.
    const hasBoth = exact.has(bare) && bare !== '';
    if (first === '=' && lines.some(({ words }) => words[0] === 'location' && words[1] === `${written}/`)) {
      readInside(line, null, context);
      notebook.understood(line);
      continue;
    }
    const path = hasBoth && written.endsWith('/') ? bare : written;
    if (!hasBoth && !written.endsWith('/') && first !== '=')
      notebook.note(line, 'read-as', `Apache's ${path} ends at a border: ${path}x is not part of it`);
    const mapping = readInside(line, path, context);
    if (mapping !== null) found.push(mapping);
  }
  return found.sort((a, b) => b.value.path.length - a.value.path.length);
}

function readInside(
  location: NginxDirective,
  path: string | null,
  context: ServerContext,
): MappingDraft | null {
  const { notebook } = context;
  const lines = location.block ?? [];
  const mapping: MappingDraft = draft({ path: path ?? '/', url: '!' });
  const pass = lines.find(({ words }) => words[0] === 'proxy_pass');
  const isRefused = lines.some(({ words }) => words[0] === 'return' && /^[45]\d\d$/.test(words[1] ?? ''));
  for (const line of lines) readOther(line, notebook);
  if (pass === undefined) {
    notebook.understood(location);
    // Without a mapping everything is 404 already.
    if (!isRefused)
      notebook.note(
        location,
        'left-out',
        'nothing is proxied here; files and scripts are not part of a project',
      );
    return isRefused && path !== null && path !== '/' ? accounted(mapping, location, notebook) : null;
  }
  const url = targetOf(pass, lines, path ?? '/', context);
  if (url === null) {
    notebook.understood(location);
    return null;
  }
  mapping.value.url = url;
  notebook.understood(pass, pathIn(mapping));
  return accounted(mapping, location, notebook);
}

function accounted(mapping: MappingDraft, location: NginxDirective, notebook: Notebook): MappingDraft {
  notebook.understood(location, pathIn(mapping));
  for (const line of location.block ?? [])
    if (line.words[0] === 'rewrite' || line.words[0] === 'return') notebook.understood(line, pathIn(mapping));
  return mapping;
}

function targetOf(
  pass: NginxDirective,
  lines: readonly NginxDirective[],
  prefix: string,
  context: ServerContext,
): string | null {
  const { upstreams, maps, notebook } = context;
  const match = /^(https?):\/\/(\$?[^/]+)(\/.*)?$/.exec(pass.words[1] ?? '');
  if (match === null) {
    notebook.note(pass, 'left-out', 'not a target that a project has');
    return null;
  }
  const [, scheme = 'http', authority = '', uri] = match;
  const variable = /^\$(\w+)_upstream$/.exec(authority)?.[1];
  const byDefault = maps.others.get(authority)?.block.find(({ words }) => words[0] === 'default')?.words[1];
  const name = variable === undefined ? (byDefault ?? authority) : (maps.chosen.get(variable)?.rest ?? '');
  const upstream = upstreams.get(name);
  if (byDefault !== undefined && upstream !== undefined)
    notebook.note(
      pass,
      'read-as',
      `what the map sends to ${name} by default is taken for all: give the balancer a stickysession instead of the map`,
    );
  const rewrite = lines.find(({ words }) => words[0] === 'rewrite' && words[3] === 'break');
  const rewritten = rewrite === undefined ? undefined : /^(\/?[^$]*)\$1$/.exec(rewrite.words[2] ?? '')?.[1];
  const strips = rewrite !== undefined && (rewrite.words[1] ?? '').includes('/?(');
  // With a path of its own proxy_pass puts that in the place of the prefix; without, the path stays.
  const path = rewritten === undefined ? (uri ?? prefix) : strips ? '' : rewritten;
  if (!isPlainPath(path, true)) {
    notebook.note(pass, 'left-out', 'this path cannot be part of a target');
    return null;
  }
  if (upstream === undefined) {
    if (authority.includes('$')) {
      notebook.note(pass, 'left-out', 'what this variable holds is not known');
      return null;
    }
    return `${scheme}://${authority}${path}`;
  }
  if (upstream.scheme === null) {
    upstream.scheme = scheme as 'http' | 'https';
    if (scheme === 'https')
      for (const member of upstream.balancer.members)
        member.value.url = member.value.url.replace(/^http:/, 'https:');
  }
  readTimes(lines, upstream, notebook);
  return `balancer://${upstream.balancer.value.name}${path}`;
}

const TIMES: Readonly<Record<string, string>> = {
  proxy_read_timeout: 'timeout',
  proxy_connect_timeout: 'connectiontimeout',
};

function readTimes(lines: readonly NginxDirective[], { balancer }: UpstreamDraft, notebook: Notebook): void {
  for (const line of lines) {
    const [keyword = '', text = ''] = line.words;
    const key = TIMES[keyword];
    const seconds = secondsOf(text);
    if (key !== undefined && seconds !== undefined) {
      for (const member of balancer.members)
        setIn(
          notebook,
          line,
          'member',
          member,
          key,
          key === 'timeout' ? Math.max(1, Math.round(seconds)) : seconds,
        );
    } else if (keyword === 'proxy_next_upstream_tries')
      setIn(notebook, line, 'balancer', balancer, 'maxattempts', Math.max(0, Number(text) - 1));
    else if (keyword === 'proxy_next_upstream' && text === 'off')
      setIn(notebook, line, 'balancer', balancer, 'maxattempts', 0);
  }
}

/** Directives that say nothing that a project has, or that are part of another's meaning. */
function readOther(line: NginxDirective, notebook: Notebook): void {
  const [keyword = '', first = ''] = line.words;
  if (['listen', 'server_name', 'location', 'proxy_pass'].includes(keyword) || notebook.isAccounted(line))
    return;
  if (
    /^proxy_(http_version|redirect|read_timeout|send_timeout|connect_timeout|next_upstream(_tries)?)$/.test(
      keyword,
    )
  )
    notebook.understood(line);
  else if (
    keyword === 'proxy_set_header' &&
    /^(host|connection|upgrade|x-forwarded-\w+|x-real-ip)$/i.test(first)
  )
    notebook.understood(line);
  else if (
    keyword === 'add_header' &&
    /^set-cookie$/i.test(first) &&
    /_set_cookie$/.test(line.words[2] ?? '')
  )
    notebook.understood(line);
  else if (keyword === 'ssl_certificate' || keyword === 'ssl_certificate_key')
    notebook.note(line, 'left-out', 'Routepin makes a certificate of its own for a TLS site');
  else if (keyword === 'rewrite' || keyword === 'if' || keyword === 'return')
    notebook.note(line, 'left-out', 'rewriting has no counterpart in a project');
  else notebook.note(line, 'unrelated', 'has no bearing on who gets a request, or no counterpart');
}
