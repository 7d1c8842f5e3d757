import {
  type CommandParams,
  type FetchView,
  fail,
  type Project,
  parseListen,
  type Result,
  type SiteView,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { sendRaw } from '../host/raw-request.ts';
import { fetchVerdict } from './fetch-verdict.ts';

/** What fetching needs to know of what runs. */
export interface FetchableSites {
  project(): Project;
  sites(): readonly SiteView[];
  /** The certificate, as PEM, that the site shows. */
  certificateOf(site: string): Promise<string | undefined>;
}

/** As long as a browser would wait for a slow start page. */
const PATIENCE_MS = 30_000;

/**
 * One request to a site of ours that listens on this machine, and the head of its answer: `wget -S` with a verdict.
 * Nothing but our own listeners on loopback can be asked.
 */
export async function fetchSite(
  running: FetchableSites,
  params: CommandParams<'site.fetch'>,
): Promise<Result<FetchView, Trouble>> {
  const view = running.sites().find(({ name }) => name === params.site);
  const project = running.project();
  const site = project.sites.find(({ name }) => name === params.site);
  if (view === undefined || site === undefined) {
    const names = project.sites.map(({ name }) => name).join(', ');
    return fail({
      code: 'not-found',
      message: `there is no site "${params.site}"`,
      hint: `Sites are ${names || 'none'}.`,
    });
  }
  if (view.state !== 'listening') {
    return fail({
      code: 'not-available',
      message: `the site "${site.name}" does not listen: ${view.trouble ?? view.state}`,
    });
  }
  const host = loopbackOf(view.listen);
  const port = Number(new URL(view.url).port || (site.tls === true ? 443 : 80));
  if (host === null) {
    return fail({
      code: 'not-available',
      message: `${view.listen} is no address of this machine's own (127.0.0.1, ::1, localhost)`,
      hint: 'Only sites that listen on loopback are fetched from here.',
    });
  }
  const method = params.method ?? 'GET';
  const request = [
    `${method} ${params.path} HTTP/1.1`,
    `Host: ${new URL(view.url).host}`,
    'Accept: */*',
    ...(params.cookie === undefined ? [] : [`Cookie: ${params.cookie}`]),
    'Connection: close',
  ];
  const certificatePem = site.tls === true ? await running.certificateOf(site.name) : undefined;
  const startedAtMs = performance.now();
  const answer = await sendRaw({
    host,
    port,
    tls: certificatePem === undefined ? null : { certificatePem, serverName: new URL(view.url).hostname },
    bytes: Buffer.from(`${request.join('\r\n')}\r\n\r\n`),
    isHead: method === 'HEAD',
    timeoutMs: PATIENCE_MS,
  });
  if (answer === null) {
    return fail({
      code: 'not-available',
      message: `${view.url} closed the connection without an answer, or took longer than ${PATIENCE_MS / 1000} s`,
      hint: 'The member may have closed it; see the exchange under Live.',
    });
  }
  const { routeCookieLine, verdict } = fetchVerdict(project, {
    site: site.name,
    target: params.path,
    cookie: params.cookie ?? null,
    status: answer.status,
    lines: answer.lines,
  });
  const before = answer.interim.flat();
  return succeed({
    url: new URL(params.path, view.url).href,
    request,
    response: [...before, ...answer.lines].map((line) => Buffer.from(line, 'latin1').toString()),
    status: answer.status,
    bodyBytes: answer.bodyBytes,
    durationMs: Math.round(performance.now() - startedAtMs),
    routeCookieLine: routeCookieLine === null ? null : before.length + routeCookieLine,
    verdict,
  });
}

/** Where a listener on loopback is reached, or null for one that is elsewhere. */
function loopbackOf(listen: string): string | null {
  const host = parseListen(listen)?.host.toLowerCase() ?? '';
  if (host === '*' || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '::1';
  return /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === 'localhost' ? host : null;
}
