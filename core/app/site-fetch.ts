import {
  type CommandParams,
  type FetchView,
  fail,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { sendRaw } from '../host/raw-request.ts';
import { fetchVerdict } from './fetch-verdict.ts';
import { type OwnSites, placeOfSite } from './own-site.ts';

/** As long as a browser would wait for a slow start page. */
const PATIENCE_MS = 30_000;

/**
 * One request to a site of ours that listens on this machine, and the head of its answer: `wget -S` with a verdict.
 * Nothing but our own listeners on loopback can be asked.
 */
export async function fetchSite(
  running: OwnSites,
  params: CommandParams<'site.fetch'>,
): Promise<Result<FetchView, Trouble>> {
  const place = await placeOfSite(running, params.site);
  if (!place.ok) return place;
  const { site, url, host, port, tls } = place.value;
  const project = running.project();
  const method = params.method ?? 'GET';
  const request = [
    `${method} ${params.path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'Accept: */*',
    ...(params.cookie === undefined ? [] : [`Cookie: ${params.cookie}`]),
    'Connection: close',
  ];
  const startedAtMs = performance.now();
  const answer = await sendRaw({
    host,
    port,
    tls,
    bytes: Buffer.from(`${request.join('\r\n')}\r\n\r\n`),
    isHead: method === 'HEAD',
    timeoutMs: PATIENCE_MS,
  });
  if (answer === null) {
    return fail({
      code: 'not-available',
      message: `${url} closed the connection without an answer, or took longer than ${PATIENCE_MS / 1000} s`,
      hint: 'The member may have closed it; see the exchange under Live.',
    });
  }
  const { routeCookieLine, verdict } = fetchVerdict(project, {
    site,
    target: params.path,
    cookie: params.cookie ?? null,
    status: answer.status,
    lines: answer.lines,
  });
  const before = answer.interim.flat();
  return succeed({
    url: new URL(params.path, url).href,
    request,
    response: [...before, ...answer.lines].map((line) => Buffer.from(line, 'latin1').toString()),
    status: answer.status,
    bodyBytes: answer.bodyBytes,
    durationMs: Math.round(performance.now() - startedAtMs),
    routeCookieLine: routeCookieLine === null ? null : before.length + routeCookieLine,
    verdict,
  });
}
