import { request } from 'node:http';
import type { ExportFormat } from '../../../core/contract/index.ts';
import {
  type ExchangeSummary,
  type Project,
  parseProject,
  parseStatus,
  resolveProject,
} from '../../../core/contract/index.ts';
import { createEngine } from '../../../core/engine/index.ts';
import { renderStandalone } from '../../../core/formats/index.ts';
import { type PeerName, type RunningPeer, startPeer } from '../../support/peer-servers.ts';
import { ADDRESS } from '../address.ts';
import type { PeerRequest, PeerScenario } from './generate.ts';

/** What a client and a backend saw of one request. */
export interface Seen {
  readonly status: number;
  /** Index of the backend that answered, or null for a page of the server's own. */
  readonly backend: number | null;
  /** The target and the Host that the backend saw. */
  readonly target: string | null;
  readonly host: string | null;
  readonly forwardedHost: string | null;
  /** Set-Cookie lines of the server, those of the backend left out. */
  readonly cookies: readonly string[];
  readonly location: string | null;
}

export interface Side {
  send(asked: PeerRequest): Promise<Seen>;
  stop(): Promise<void>;
}

/** Our engine; also says what it decided last. */
export async function startOurs(
  project: Project,
): Promise<Side & { readonly last: ExchangeSummary | undefined }> {
  let last: ExchangeSummary | undefined;
  const engine = createEngine({
    sessions: {
      recognise: () => ({ sessionId: null, tabId: null, forcedRoute: null }),
      finished: () => undefined,
    },
    listener: {
      exchangeFinished: (summary) => {
        last = summary;
      },
      memberChanged: () => undefined,
      siteChanged: () => undefined,
    },
    secretFieldName: null,
  });
  const parsed = parseProject(project);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const applied = await engine.apply(resolveProject(parsed.value));
  if (!applied.ok) throw new Error(applied.error.message);
  const jar = new Map<string, string>();
  return {
    get last() {
      return last;
    },
    send: (asked) => sendTo(portOf(project), asked, jar),
    stop: async () => {
      await engine.stop(0);
    },
  };
}

/** The real server with the project's export, as it is. */
export async function startTheirs(
  project: Project,
  format: ExportFormat,
  folder: string,
): Promise<Side & { readonly differences: readonly string[]; readonly running: RunningPeer }> {
  const account = process.getuid?.() === 0 ? { user: 'www-data', group: 'www-data' } : null;
  const rendered = renderStandalone(project, format, { folder, modulesFolder: '', modules: [], account });
  if (rendered === undefined) throw new Error(`${format} has no standalone form`);
  const name: PeerName = format === 'haproxy' ? 'haproxy' : 'nginx';
  const running = await startPeer(name, folder, rendered.text, ADDRESS, portOf(project));
  const jar = new Map<string, string>();
  return {
    differences: rendered.differences,
    running,
    send: (asked) => sendTo(portOf(project), asked, jar),
    stop: () => running.stop(),
  };
}

export function portOf(project: Project): number {
  return Number(/:(\d+)$/.exec(project.sites[0]?.listen ?? '')?.[1]);
}

function sendTo(port: number, asked: PeerRequest, jar: Map<string, string>): Promise<Seen> {
  const inJar = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const cookie = asked.cookie.replaceAll('{jar}', inJar);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: ADDRESS,
        port,
        path: asked.target,
        method: asked.method,
        agent: false,
        headers: {
          Host: asked.host,
          ...(cookie === '' ? {} : { Cookie: cookie }),
          ...(asked.answer === null ? {} : { 'X-Do': asked.answer }),
          ...(asked.method === 'POST' ? { 'Content-Length': '3' } : {}),
        },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const cookies = (response.headers['set-cookie'] ?? []).filter((line) => !line.startsWith('app='));
          for (const line of cookies) {
            const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
            jar.set(name, value);
          }
          const saw = body.startsWith('{"backend"')
            ? (JSON.parse(body) as { backend: number; target: string; fields: string[] })
            : null;
          resolve({
            status: response.statusCode ?? 0,
            backend: saw?.backend ?? null,
            target: saw?.target ?? null,
            host: saw === null ? null : field(saw.fields, 'host'),
            forwardedHost: saw === null ? null : field(saw.fields, 'x-forwarded-host'),
            cookies: cookies.map(normalised),
            location: pathOf(response.headers.location),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(asked.method === 'POST' ? 'a=b' : undefined);
  });
}

function field(fields: readonly string[], name: string): string | null {
  const at = fields.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? null : (fields[at + 1] ?? null);
}

/** Attributes have no order and no case. */
function normalised(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(/;\s*/);
  return [pair, ...attributes.map((one) => one.toLowerCase()).sort()].join('; ');
}

/** A relative redirect and an absolute one to the site are the same place to a browser. */
function pathOf(location: string | undefined): string | null {
  return location === undefined
    ? null
    : location
        .replace(/^http:\/\/(?:parity|second)\.test(?::\d+)?/, '')
        .replace(`http://${ADDRESS}:`, 'member ')
        .replace(/^member \d+/, 'member');
}

/** One request on which the two did not agree. */
export interface PeerDivergence {
  readonly seed: number;
  readonly at: number;
  readonly asked: PeerRequest;
  readonly decision: string | undefined;
  readonly ours: Seen;
  readonly theirs: Seen;
  readonly why: string;
}

/**
 * Plays a scenario on both sides, one request after the other. A pinned request has to reach the same member; one that is
 * balanced has to reach a member that takes new sessions on either side, with a cookie for just that member.
 */
export async function playBeside(
  scenario: PeerScenario,
  ours: Awaited<ReturnType<typeof startOurs>>,
  theirs: Side,
): Promise<readonly PeerDivergence[]> {
  const found: PeerDivergence[] = [];
  for (const [at, asked] of scenario.requests.entries()) {
    const here = await ours.send(asked);
    const there = await theirs.send(asked);
    // What a jar holds follows whose turn it was, so it may differ by side; then only the rules are compared.
    const isPinned = asked.cookie.includes('{jar}')
      ? false
      : ours.last?.decision === 'pinned' || ours.last?.decision === 'fallback';
    const why = difference(scenario, here, there, isPinned, asked);
    if (why !== null)
      found.push({
        seed: scenario.seed,
        at,
        asked,
        decision: ours.last?.decision,
        ours: here,
        theirs: there,
        why,
      });
  }
  return found;
}

function difference(
  scenario: PeerScenario,
  here: Seen,
  there: Seen,
  isPinned: boolean,
  asked: PeerRequest,
): string | null {
  if (here.status !== there.status) return 'status';
  if ((here.backend === null) !== (there.backend === null)) return 'whether a member answered';
  if (here.target !== there.target) return 'the target that the member saw';
  if (here.host !== there.host || here.forwardedHost !== there.forwardedHost)
    return 'the host that the member saw';
  if (here.location !== there.location) return 'Location';
  if (here.backend === null)
    return here.cookies.length === there.cookies.length ? null : 'a cookie on a page of its own';
  if (isPinned && here.backend !== there.backend) return 'the member of a pinned request';
  if (isPinned && there.cookies.length > 0) return 'a cookie for a pinned request';
  if (asked.cookie.includes('{jar}')) return null;
  if (here.cookies.length !== there.cookies.length) return 'whether a cookie is set';
  if (isPinned) return null;
  const member = scenario.project.balancers[0]?.members[there.backend ?? 0];
  const flags = parseStatus(member?.status ?? '') ?? '';
  if (/[DSN]/.test(flags)) return 'a member that takes no new sessions';
  return cookieOf(scenario, here) === here.cookies.join() &&
    cookieOf(scenario, there) === there.cookies.join()
    ? null
    : 'what the cookie says';
}

/** The cookie that names the member that answered. */
function cookieOf({ project }: PeerScenario, { backend, cookies }: Seen): string {
  const [balancer] = project.balancers;
  const cookie = balancer?.routeCookie;
  if (cookie == null || cookies.length === 0) return '';
  const route = balancer?.members[backend ?? 0]?.route ?? '';
  const value = (cookie.value ?? '.%{BALANCER_WORKER_ROUTE}e').replace('%{BALANCER_WORKER_ROUTE}e', route);
  return normalised(
    [
      `${cookie.name}=${value}`,
      'path=/',
      ...(cookie.httpOnly === true ? ['httponly'] : []),
      ...(cookie.maxAge === undefined ? [] : [`max-age=${cookie.maxAge}`]),
      ...(cookie.sameSite === undefined ? [] : [`samesite=${cookie.sameSite}`]),
    ].join('; '),
  );
}
