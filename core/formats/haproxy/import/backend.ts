import type { Notebook } from '../../apache/import/notebook.ts';
import { type BalancerDraft, draft, type MemberDraft, pathIn, setIn } from '../../peers/import/draft.ts';
import { CookieLine } from './cookie.ts';
import type { HaproxyLine, Section } from './sections.ts';
import { readServer, type ServerDefaults } from './server.ts';
import { secondsOf } from './words.ts';

/** What a backend became, and what the sites that use it need to know. */
export interface BackendDraft {
  readonly section: Section;
  readonly balancer: BalancerDraft;
  /** Whether members get their own name as Host. */
  sendsOwnHost: boolean;
  /** What stands for the prefix of a numbered mapping. */
  readonly newPrefixes: Map<string, string>;
  /** Whether ProxyPassReverse lines were found. */
  mendsRedirects: boolean;
}

/** A backend, or the backend half of a listen section, as a balancer. */
export function readBackend(section: Section, notebook: Notebook): BackendDraft {
  const balancer: BalancerDraft = { ...draft({ name: nameOf(section.name) }), members: [] };
  const backend: BackendDraft = {
    section,
    balancer,
    sendsOwnHost: false,
    newPrefixes: new Map(),
    mendsRedirects: false,
  };
  if (balancer.value.name !== section.name)
    notebook.note(
      section.head,
      'read-as',
      `a balancer cannot have this name; it is called ${balancer.value.name}`,
    );
  notebook.understood(section.head, pathIn(balancer, 'name'));
  if (section.kind === 'listen' && section.head.words.length > 2)
    notebook.note(section.head, 'left-out', 'an address behind the name is not read; give it a bind line');
  const all = [...(section.defaults?.lines ?? []), ...section.lines];
  const checks: ServerDefaults = { lines: all, notebook };
  const cookie = new CookieLine(balancer, notebook);
  for (const line of section.lines)
    if (line.words[0] === 'server') readServer(line, balancer, cookie, checks);
  for (const line of all) readLine(line, backend, cookie, notebook, section.lines.includes(line));
  cookie.finish();
  return backend;
}

function nameOf(name: string): string {
  const plain = name.replace(/[/\s?#"'\\]/g, '_').slice(0, 60);
  return plain === '' ? 'balancer' : plain;
}

function readLine(
  line: HaproxyLine,
  backend: BackendDraft,
  cookie: CookieLine,
  notebook: Notebook,
  isOwn: boolean,
): void {
  const { balancer } = backend;
  const [keyword = '', first = '', second = ''] = line.words;
  switch (keyword) {
    case 'server':
      return;
    case 'balance':
      if (/^(roundrobin|static-rr)$/.test(first)) notebook.understood(line, pathIn(balancer, 'lbmethod'));
      else if (first === 'leastconn') setIn(notebook, line, 'balancer', balancer, 'lbmethod', 'bybusyness');
      else
        notebook.note(
          line,
          'left-out',
          `balance ${first} has no counterpart; members take turns (byrequests)`,
        );
      return;
    case 'cookie':
      cookie.read(line);
      return;
    case 'retries':
      if (isOwn) setIn(notebook, line, 'balancer', balancer, 'maxattempts', Number(first));
      else notebook.understood(line);
      return;
    case 'timeout':
      readTimeout(line, balancer, notebook, first, second);
      return;
    case 'option':
      if (['httpchk', 'redispatch', 'forwardfor', 'allbackups'].includes(first)) notebook.understood(line);
      else if (first === 'persist') setIn(notebook, line, 'balancer', balancer, 'nofailover', true);
      else if (isOwn) notebook.note(line, 'unrelated', 'has no bearing on who gets a request');
      return;
    case 'http-check':
      if (first === 'expect' && line.words.slice(2).join(' ') !== 'status 200-399')
        notebook.note(line, 'read-as', 'a check is passed by 200 to 399 in Apache');
      else notebook.understood(line);
      return;
    case 'default-server':
      notebook.understood(line);
      return;
    case 'server-template':
      notebook.note(
        line,
        'left-out',
        'members that are found by name are not listed here; give each a server line',
      );
      return;
    case 'stats':
      notebook.note(line, 'unrelated', 'the page of statistics');
      return;
    case 'http-send-name-header':
      backend.sendsOwnHost = /^host$/i.test(first);
      if (backend.sendsOwnHost) notebook.understood(line);
      else notebook.note(line, 'left-out', 'a field with the name of the member cannot be added');
      return;
    case 'force-persist':
      setIn(notebook, line, 'balancer', balancer, 'nofailover', true);
      return;
    case 'use-server':
      cookie.readUseServer(line);
      return;
    case 'appsession':
    case 'stick-table':
    case 'stick':
    case 'hash-type':
      notebook.note(
        line,
        'left-out',
        'Apache remembers no sessions: stickiness is in a cookie or in the URL',
      );
      return;
    case 'http-request':
    case 'http-response':
      if (isOwn) readRule(line, backend, cookie, notebook);
      return;
    case 'acl':
      if (line.words[1] === 'own_session') notebook.understood(line);
      return;
    case 'mode':
      if (first !== 'http') notebook.note(line, 'left-out', `mode ${first}: Routepin balances HTTP`);
      else notebook.understood(line);
      return;
    default:
      if (isOwn && backend.section.kind === 'backend')
        notebook.note(line, 'unrelated', 'has no bearing on who gets a request, or no counterpart');
  }
}

function readTimeout(
  line: HaproxyLine,
  balancer: BalancerDraft,
  notebook: Notebook,
  word: string,
  text: string,
): void {
  const keys: Readonly<Record<string, string>> = {
    server: 'timeout',
    connect: 'connectiontimeout',
    queue: 'acquire',
  };
  const key = keys[word];
  const seconds = secondsOf(text);
  if (key === undefined || seconds === undefined) {
    notebook.note(line, 'unrelated', 'a time of the client side, or none that a project has');
    return;
  }
  // Apache waits that long by itself.
  if (seconds === 60 && key !== 'acquire') {
    notebook.understood(line);
    return;
  }
  const value = key === 'timeout' ? Math.max(1, Math.round(seconds)) : seconds;
  if (key === 'timeout' && value !== seconds) notebook.note(line, 'read-as', `whole seconds: ${value}`);
  for (const member of balancer.members) setIn(notebook, line, 'member', member as MemberDraft, key, value);
  if (balancer.members.length === 0) notebook.understood(line);
}

function readRule(line: HaproxyLine, backend: BackendDraft, cookie: CookieLine, notebook: Notebook): void {
  const text = line.words.slice(1).join(' ');
  const path =
    /^(?:set-path (\S*)%\[path,bytes\(\d+\)\]|replace-path \S+ \/\\1) if \{ var\(txn\.mapping\) -m int (\d+) \}$/.exec(
      text,
    );
  if (path !== null) {
    backend.newPrefixes.set(path[2] ?? '', path[1] ?? '');
    notebook.understood(line);
    return;
  }
  if (text.startsWith('replace-header Location')) {
    backend.mendsRedirects = true;
    notebook.understood(line);
    return;
  }
  if (cookie.readRule(line, text)) return;
  if (/^return status (404|503) /.test(`${text} `)) {
    notebook.understood(line);
    return;
  }
  notebook.note(line, 'left-out', 'this rule has no counterpart in a project');
}
