import {
  type ListeningPort,
  type Project,
  parseListen,
  parseMemberUrl,
} from '../../../core/contract/index.ts';

/** A backend that may be balanced: what it is called in the project, and what was found out about it. */
export interface Candidate {
  readonly url: string;
  /** What the scan found; null for one that was typed. */
  readonly port: ListeningPort | null;
}

/** A run of rows under one heading. */
export interface CandidateGroup {
  /** null for ports that look like nothing else here. */
  readonly tag: string | null;
  /** Why they look alike, in words; '' for the rest. */
  readonly reason: string;
  readonly candidates: readonly Candidate[];
}

/** The URL by which this machine reaches a port. */
export function urlOfPort({ host, port }: Pick<ListeningPort, 'host' | 'port'>): string {
  const local = host === '0.0.0.0' || host === '*' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}

/** Ports that answer HTTP and aren't ours: each group of look-alikes, the largest first, then single ones. */
export function groupsOf(ports: readonly ListeningPort[]): readonly CandidateGroup[] {
  const offered = ports.filter(({ ours, answer }) => !ours && answer !== null);
  const tags = [...new Set(offered.flatMap(({ group }) => group ?? []))];
  const candidates = (tag: string | null) =>
    offered.filter(({ group }) => group === tag).map((port) => ({ url: urlOfPort(port), port }));
  const single: CandidateGroup = { tag: null, reason: '', candidates: candidates(null) };
  const groups = tags.map((tag) => {
    const own = candidates(tag);
    return { tag, reason: reasonOf(own.map(({ port }) => port)), candidates: own };
  });
  groups.sort((a, b) => b.candidates.length - a.candidates.length);
  return [...groups, single].filter((group) => group.candidates.length > 0);
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function reasonOf(ports: readonly ListeningPort[]): string {
  const first = ports[0];
  const same = (get: (port: ListeningPort) => unknown) =>
    first !== undefined && get(first) !== null && ports.every((port) => get(port) === get(first));
  const inRow = ports.every((port, index) => port.port === (first?.port ?? 0) + index);
  const reasons = [
    same(({ process }) => process) ? 'same program' : '',
    same(({ answer }) => answer?.title ?? null) ? 'same title' : '',
    same(({ answer }) => answer?.sessionCookie ?? null) ? 'same session cookie' : '',
    `${NUMBERS[ports.length] ?? ports.length} ports${inRow ? ' in a row' : ''}`,
  ];
  return reasons.filter((reason) => reason !== '').join(', ');
}

/** What is chosen before anybody chose: the largest group of look-alikes. */
export function preselected(groups: readonly CandidateGroup[]): readonly string[] {
  const largest = groups
    .filter(({ tag }) => tag !== null)
    .reduce<CandidateGroup | undefined>(
      (best, group) =>
        best === undefined || group.candidates.length > best.candidates.length ? group : best,
      undefined,
    );
  return largest?.candidates.map(({ url }) => url) ?? [];
}

/** A typed port, host or URL as a member's URL; undefined when it is none of them. */
export function urlFromText(text: string): string | undefined {
  const trimmed = text.trim();
  const url = /^\d{1,5}$/.test(trimmed)
    ? `http://127.0.0.1:${trimmed}`
    : /^[a-z]+:\/\//i.test(trimmed)
      ? trimmed
      : `http://${trimmed}`;
  return parseMemberUrl(url) === undefined ? undefined : url;
}

/** Who holds the port of `listen` already, or undefined when nobody does. */
export function holderOf(ports: readonly ListeningPort[], listen: string): ListeningPort | undefined {
  const port = parseListen(listen)?.port;
  return ports.find((found) => found.port === port && !found.ours);
}

/** A process as a person looks for it: `java, process 4121`. */
export function holderWords({ process, pid }: Pick<ListeningPort, 'process' | 'pid'>): string {
  if (process === null) return pid === null ? 'another program' : `process ${pid}`;
  return pid === null ? process : `${process}, process ${pid}`;
}

export interface Plan {
  readonly name: string;
  readonly urls: readonly string[];
  readonly listen: string;
}

/** The project that a plan means: one balancer, sticky by our own cookie, one site that sends everything there. */
export function projectOfPlan({ name, urls, listen }: Plan): Project {
  return {
    version: 1,
    name,
    balancers: [
      {
        name: 'lb',
        lbmethod: 'byrequests',
        stickysession: 'ROUTEID',
        members: urls.map((url, index) => ({ url, route: String(index + 1), upgrade: 'websocket' })),
        routeCookie: { name: 'ROUTEID', value: '.%{BALANCER_WORKER_ROUTE}e', path: '/' },
      },
    ],
    sites: [{ name, listen, proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}

/** What to call the project: the title that its members share, else their program. */
export function nameOfPlan(candidates: readonly Candidate[]): string {
  const titles = new Set(candidates.map(({ port }) => port?.answer?.title ?? null));
  const programs = new Set(candidates.map(({ port }) => port?.process ?? null));
  const only = (names: ReadonlySet<string | null>) => (names.size === 1 ? [...names][0] : null) ?? null;
  const name = slug(only(titles) ?? '') || slug(only(programs) ?? '');
  return name === '' ? 'unnamed' : name;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}

/** What answered, in one line: `200 in 44 ms, “Intranet”`. */
export function answerWords(answer: NonNullable<ListeningPort['answer']>): string {
  const { status, durationMs, title, location } = answer;
  const what = title !== null ? `, “${title}”` : location !== null ? `, to ${location}` : '';
  return `${status} in ${Math.max(1, Math.round(durationMs))} ms${what}`;
}

/** The command lines of what listens here. */
export function commandsOf(groups: readonly CandidateGroup[]): readonly string[] {
  return groups.flatMap(({ candidates }) =>
    candidates.flatMap(({ port }) => (port?.command == null ? [] : [port.command])),
  );
}

/** What answered at each of them, in one line. */
export function answersOf(groups: readonly CandidateGroup[]): readonly string[] {
  return groups.flatMap(({ candidates }) =>
    candidates.flatMap(({ port }) => (port?.answer == null ? [] : [answerWords(port.answer)])),
  );
}
