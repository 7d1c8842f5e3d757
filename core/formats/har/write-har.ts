import type { ExchangeDetail, FieldList, MessageHead } from '../../contract/index.ts';
import { textOfBase64 } from './base64.ts';
import type { Har, HarEntry, HarPair } from './har.ts';
import { cookiesOf, setCookieOf } from './har-cookies.ts';
import { maskExchange } from './masking.ts';

export interface HarOptions {
  /** Cookie values, Authorization, ids in URLs and bodies are written as they are. Otherwise masked (DESIGN.md §8). */
  readonly secrets: boolean;
  /** Ours, for `creator`. */
  readonly version: string;
  /** Whether the site's listener speaks TLS. */
  readonly isTls: (site: string) => boolean;
}

/** The exchanges as an HTTP Archive, oldest first. The same exchanges give the same bytes. */
export function writeHar(exchanges: readonly ExchangeDetail[], options: HarOptions): string {
  const har: Har = {
    log: {
      version: '1.2',
      creator: { name: 'Routepin', version: options.version },
      comment: options.secrets
        ? 'Holds cookie values, credentials and bodies as they were.'
        : 'Cookie values, credentials and ids are masked; bodies are left out.',
      entries: exchanges.map((detail) => entryOf(detail, options)),
    },
  };
  return `${JSON.stringify(har, null, 1)}\n`;
}

function entryOf(asItWas: ExchangeDetail, options: HarOptions): HarEntry {
  const detail = options.secrets ? asItWas : maskExchange(asItWas);
  const { clientRequest, clientResponse, record } = detail;
  const url = absoluteUrl(detail, options.isTls(detail.site));
  const status = statusLine(clientResponse);
  const requestType = fieldOf(clientRequest, 'content-type') ?? '';
  const body = detail.requestBody;
  return {
    startedDateTime: new Date(detail.startedAtMs).toISOString(),
    time: detail.durationMs,
    request: {
      method: detail.method,
      url,
      httpVersion: /HTTP\/\d\.\d$/.exec(clientRequest.startLine)?.[0] ?? 'HTTP/1.1',
      cookies: fieldValues(clientRequest, 'cookie').flatMap(cookiesOf),
      headers: clientRequest.fields.map(pairOf),
      queryString: queryOf(url),
      ...(body === null
        ? {}
        : {
            postData: {
              mimeType: requestType,
              params: [],
              ...textOrBase64(body.base64, '_encoding'),
              _isTruncated: body.isTruncated,
            },
          }),
      headersSize: headBytes(clientRequest),
      bodySize: detail.requestBodyBytes,
      _startLine: clientRequest.startLine,
    },
    response: {
      status: detail.status,
      statusText: status.text,
      httpVersion: status.version,
      cookies: fieldValues(clientResponse, 'set-cookie').map(setCookieOf),
      headers: (clientResponse?.fields ?? []).map(pairOf),
      content: contentOf(detail, options.secrets),
      redirectURL: fieldOf(clientResponse, 'location') ?? '',
      headersSize: clientResponse === null ? -1 : headBytes(clientResponse),
      bodySize: detail.bodyBytes,
      _startLine: clientResponse?.startLine ?? null,
    },
    cache: {},
    timings: timingsOf(detail),
    _id: detail.id,
    _site: detail.site,
    _balancer: detail.balancer,
    _member: detail.member,
    _route: detail.route,
    _sessionRoute: detail.sessionRoute,
    _decision: detail.decision,
    _cause: detail.cause,
    _routeChanged: detail.routeChanged,
    _setCookie: detail.setCookie,
    _sessionId: detail.sessionId,
    _tabId: detail.tabId,
    _upgraded: detail.upgraded,
    _attempts: record.attempts,
    _attemptCount: detail.attempts,
    _lookup: record.lookup,
    _variables: record.variables,
    _explanation: detail.explanation,
    _client: detail.client,
    _memberRequest: detail.memberRequest,
    _memberResponse: detail.memberResponse,
    _timing: detail.timing,
  };
}

/** HAR wants absolute URLs; requests mostly carry a path and a Host. */
function absoluteUrl(detail: ExchangeDetail, isTls: boolean): string {
  if (/^https?:\/\//i.test(detail.url)) return detail.url;
  const host = fieldOf(detail.clientRequest, 'host') ?? detail.site;
  const path = detail.url.startsWith('/') ? detail.url : `/${detail.url}`;
  return `${isTls ? 'https' : 'http'}://${host}${path}`;
}

/** What of the time went where; the parts add up to `time` (HAR 1.2, timings). −1 for a connection that was not made. */
function timingsOf({ timing, durationMs }: ExchangeDetail): HarEntry['timings'] {
  const connected = clamp(timing.connectedMs, 0, durationMs);
  const sent = Math.max(connected ?? 0, clamp(timing.requestReadMs, 0, durationMs) ?? 0);
  const first = clamp(timing.firstByteMs, sent, durationMs) ?? durationMs;
  return {
    connect: connected ?? -1,
    send: sent - (connected ?? 0),
    wait: first - sent,
    receive: durationMs - first,
  };
}

function clamp(ms: number | null, least: number, most: number): number | null {
  return ms === null ? null : Math.min(most, Math.max(least, ms));
}

function contentOf(detail: ExchangeDetail, secrets: boolean): HarEntry['response']['content'] {
  const mimeType = fieldOf(detail.clientResponse, 'content-type') ?? 'x-unknown';
  const size = detail.bodyBytes;
  const body = detail.responseBody;
  if (body === null) {
    if (size === 0) return { size, mimeType };
    return { size, mimeType, comment: secrets ? 'The body was not kept.' : 'The body is left out.' };
  }
  return {
    size,
    mimeType,
    ...textOrBase64(body.base64, 'encoding'),
    _isTruncated: body.isTruncated,
  };
}

function statusLine(head: MessageHead | null): { readonly version: string; readonly text: string } {
  const parts = /^(HTTP\/\d\.\d) \d{3} ?(.*)$/s.exec(head?.startLine ?? '');
  return { version: parts?.[1] ?? '', text: parts?.[2] ?? '' };
}

function headBytes({ startLine, fields }: MessageHead): number {
  // Each line with its CRLF, `: ` between name and value, and the empty line.
  return fields.reduce((sum, [name, value]) => sum + name.length + value.length + 4, startLine.length + 4);
}

function queryOf(url: string): readonly HarPair[] {
  const mark = url.indexOf('?');
  if (mark < 0) return [];
  return url
    .slice(mark + 1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? { name: part, value: '' } : { name: part.slice(0, at), value: part.slice(at + 1) };
    });
}

function pairOf([name, value]: FieldList[number]): HarPair {
  return { name, value };
}

function fieldValues(head: MessageHead | null, name: string): readonly string[] {
  return (head?.fields ?? []).filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

function fieldOf(head: MessageHead | null, name: string): string | null {
  return fieldValues(head, name)[0] ?? null;
}

/** A body as HAR carries it: as text where it is text, for other programs to show; else in base64. */
function textOrBase64<Key extends string>(
  base64: string,
  key: Key,
): { readonly text: string } & { readonly [Name in Key]?: 'base64' } {
  const text = textOfBase64(base64);
  return { text: text ?? base64, ...(text === null ? { [key]: 'base64' } : {}) } as {
    readonly text: string;
  } & { readonly [Name in Key]?: 'base64' };
}
