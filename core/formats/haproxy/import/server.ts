import { refusals } from '../../apache/import/fits.ts';
import type { Notebook } from '../../apache/import/notebook.ts';
import { type BalancerDraft, draft, type MemberDraft, pathIn, setIn } from '../../peers/import/draft.ts';
import { hostPort } from '../../peers/words.ts';
import type { CookieLine } from './cookie.ts';
import type { HaproxyLine } from './sections.ts';
import { addressOf, secondsOf } from './words.ts';

export interface ServerDefaults {
  /** Every line of the backend and of its defaults. */
  readonly lines: readonly HaproxyLine[];
  readonly notebook: Notebook;
}

/** Parameters that take a word, as far as they matter here or would be taken for one. */
const WITH_VALUE = [
  'weight',
  'cookie',
  'inter',
  'fastinter',
  'downinter',
  'rise',
  'fall',
  'maxconn',
  'minconn',
  'maxqueue',
  'observe',
  'error-limit',
  'on-error',
  'verify',
  'sni',
  'ca-file',
  'crt',
  'alpn',
  'proto',
  'port',
  'addr',
  'id',
  'resolvers',
  'init-addr',
  'source',
  'slowstart',
  'pool-max-conn',
  'track',
  'on-marked-down',
  'on-marked-up',
  'check-sni',
  'redir',
  'ws',
];

/** One `server` line as a member. */
export function readServer(
  line: HaproxyLine,
  balancer: BalancerDraft,
  cookie: CookieLine,
  from: ServerDefaults,
): void {
  const { notebook } = from;
  const [, name = '', address = '', ...own] = line.words;
  const target = addressOf(address) ?? addressOf(`${address}:80`);
  if (target === undefined || target.host === '') {
    notebook.note(
      line,
      'left-out',
      'an address that is no host and port (a socket, a variable) can be no member',
    );
    return;
  }
  if (addressOf(address) === undefined)
    notebook.note(line, 'assumed', 'no port is said; HAProxy takes the one of the request, here it is 80');
  const defaults = from.lines
    .filter(({ words }) => words[0] === 'default-server')
    .flatMap(({ words }) => words.slice(1));
  const said = parametersOf([...defaults, ...own]);
  const scheme = said.has('ssl') ? 'https' : 'http';
  const isUsual = (scheme === 'https' ? 443 : 80) === target.port;
  const url = `${scheme}://${isUsual ? hostPort(target.host, target.port).replace(/:\d+$/, '') : hostPort(target.host, target.port)}`;
  const member: MemberDraft = { ...draft({ url }), name };
  const refusal = refusals.member('url', url);
  if (refusal !== null) {
    notebook.note(line, 'left-out', `url: ${refusal}`);
    return;
  }
  balancer.members.push(member);
  notebook.understood(line, pathIn(member));
  const set = (key: string, value: unknown) => setIn(notebook, line, 'member', member, key, value);
  const value = said.get('cookie');
  if (value !== undefined) cookie.serverValue(name, value, line);
  readWeight(said.get('weight'), set, notebook, line);
  const flags = `${said.has('disabled') ? 'D' : ''}${said.has('backup') ? 'H' : ''}${said.get('weight') === '0' ? 'N' : ''}`;
  if (flags !== '') set('status', `+${flags}`);
  if (said.has('maxconn')) {
    set('max', Number(said.get('maxconn')));
    notebook.note(
      line,
      'read-as',
      'maxconn becomes max: in Apache a request beyond it counts as an error of the member',
    );
  }
  if (said.get('pool-max-conn') === '0') set('disablereuse', true);
  readCheck(said, set, from, line);
  for (const word of said.keys()) {
    if (['slowstart', 'track', 'redir', 'minconn', 'maxqueue', 'port', 'addr'].includes(word))
      notebook.note(line, 'left-out', `${word} has no counterpart`);
  }
}

function parametersOf(words: readonly string[]): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === 'no-ssl' || word === 'no-check') said.delete(word.slice(3));
    else said.set(word, WITH_VALUE.includes(word) ? (words[++index] ?? '') : '');
  }
  return said;
}

function readWeight(
  text: string | undefined,
  set: (key: string, value: unknown) => void,
  notebook: Notebook,
  line: HaproxyLine,
): void {
  const weight = Number(text ?? 1);
  if (weight <= 1) return;
  if (weight > 100) notebook.note(line, 'read-as', 'a load factor is at most 100');
  set('loadfactor', Math.min(100, weight));
}

/** Checks each second that only watch for refused connections are what our exports write for members without any. */
function readCheck(
  said: ReadonlyMap<string, string>,
  set: (key: string, value: unknown) => void,
  from: ServerDefaults,
  line: HaproxyLine,
): void {
  if (!said.has('check')) return;
  const { notebook } = from;
  const httpchk = from.lines.find(({ words }) => words[0] === 'option' && words[1] === 'httpchk');
  const inter = secondsOf(said.get('inter') ?? '2s') ?? 2;
  const isWatched = said.has('observe') && said.get('on-error') === 'mark-down';
  if (isWatched && said.get('observe') === 'layer7') {
    notebook.note(
      line,
      'read-as',
      'a member is marked by 5xx answers here; failonstatus says which in Apache, and is not set',
    );
  }
  if (httpchk === undefined && isWatched && inter === 1) {
    const retry = secondsOf(said.get('downinter'));
    if (retry !== undefined) set('retry', Math.max(1, Math.round(retry)));
    return;
  }
  const send = from.lines.find(({ words }) => words[0] === 'http-check' && words[1] === 'send');
  const word = (after: string) => send?.words[send.words.indexOf(after) + 1];
  if (httpchk === undefined) set('hcmethod', 'TCP');
  else {
    const [, , first, uri] = httpchk.words;
    const method =
      (send?.words.includes('meth') ? word('meth') : uri === undefined ? 'OPTIONS' : first) ?? 'OPTIONS';
    const path = send?.words.includes('uri') ? word('uri') : (uri ?? first);
    const is11 = (send?.words.includes('ver') ? word('ver') : httpchk.words[4]) === 'HTTP/1.1';
    const known = ['OPTIONS', 'HEAD', 'GET'].includes(method) ? method : 'GET';
    if (known !== method) notebook.note(httpchk, 'read-as', `${method} becomes GET`);
    set('hcmethod', `${known}${is11 ? '11' : ''}`);
    if (path?.startsWith('/')) set('hcuri', path);
  }
  if (inter !== 30) set('hcinterval', Math.max(0.1, inter));
  const passes = Number(said.get('rise') ?? 2);
  const fails = Number(said.get('fall') ?? 3);
  if (passes !== 1) set('hcpasses', passes);
  if (fails !== 1) set('hcfails', fails);
}
