import { request } from 'node:http';
import {
  type ExchangeSummary,
  type ExportFormat,
  type Project,
  parseProject,
  resolveProject,
} from '../../../core/contract/index.ts';
import { createEngine } from '../../../core/engine/index.ts';
import { renderStandalone } from '../../../core/formats/index.ts';
import { type PeerName, type RunningPeer, startPeer } from '../../support/peer-servers.ts';
import { ADDRESS } from '../address.ts';
import type { PeerRequest } from './generate.ts';

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
export interface OurSide extends Side {
  readonly last: ExchangeSummary | undefined;
}

/** The real server. */
export interface TheirSide extends Side {
  /** What its export says that it does otherwise, `path: sentence` each. */
  readonly differences: readonly string[];
  /** What its export says that it leaves out. */
  readonly warnings: readonly string[];
  readonly running: RunningPeer;
}

export async function startOurs(project: Project): Promise<OurSide> {
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
): Promise<TheirSide> {
  const account = process.getuid?.() === 0 ? { user: 'www-data', group: 'www-data' } : null;
  const rendered = renderStandalone(project, format, { folder, modulesFolder: '', modules: [], account });
  if (rendered === undefined) throw new Error(`${format} has no standalone form`);
  const name: PeerName = format === 'haproxy' ? 'haproxy' : 'nginx';
  const running = await startPeer(name, folder, rendered.text, ADDRESS, portOf(project));
  const jar = new Map<string, string>();
  return {
    differences: rendered.differences,
    warnings: rendered.warnings,
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

/** Attributes have no order and no case, and browsers go by the last of a kind (RFC 6265 §5.3). */
export function normalised(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(/;\s*/);
  const last = new Map(attributes.map((one) => [one.toLowerCase().split('=')[0], one.toLowerCase()]));
  return [pair, ...[...last.values()].sort()].join('; ');
}

/** A relative redirect and an absolute one to the site are the same place to a browser. */
function pathOf(location: string | undefined): string | null {
  return location === undefined
    ? null
    : location
        .replace(/^http:\/\/(?:[\w.]+\.test)(?::\d+)?(?=\/|$)/i, '')
        .replace(`http://${ADDRESS}:`, 'member ')
        .replace(/^member \d+/, 'member');
}
