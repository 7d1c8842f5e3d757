import {
  type BalancerVariables,
  DECISION_CAUSES,
  DECISIONS,
  type ExchangeDetail,
  type ExchangeTiming,
  type Explanation,
  type FieldList,
  fail,
  findJsonMistake,
  type ImportedRecording,
  type KeptBody,
  type MessageHead,
  type Result,
  succeed,
  type Trouble,
} from '../../contract/index.ts';
import { base64Of } from './base64.ts';
import { Reader, type Value } from './reader.ts';
import { ATTEMPTS, EXPLANATION, LOOKUP, TIMING } from './shapes.ts';

/** More problems than this say nothing new. */
const MOST_PROBLEMS = 20;
const FOREIGN: Explanation = {
  headline: 'Recorded elsewhere',
  summary: 'This recording was not made by Routepin: it says nothing about routes, members and decisions.',
  steps: [],
  variables: {},
};

/**
 * The exchanges of an HTTP Archive (HAR 1.1 and 1.2), in its order. What Routepin wrote comes back whole; of others the
 * decision is unknown (`recorded-elsewhere`). Nothing is half-read: a text that is no HAR gives every problem with its
 * place, the first twenty of them.
 */
export function readHar(text: string): Result<ImportedRecording, Trouble> {
  let data: unknown;
  try {
    // A byte order mark is no JSON, and some tools write one.
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const mistake = findJsonMistake(text);
    const place = mistake === undefined ? '' : ` in line ${lineOf(text, mistake.offset)}: ${mistake.words}`;
    return fail({
      code: 'bad-params',
      message: `this is not JSON${place}`,
      hint: 'A HAR file is JSON, as browsers save it under “Save all as HAR”.',
    });
  }
  const reader = new Reader(data);
  const log = reader.root.object('log');
  const version = log.text('version', '1.2');
  const entries = log.list('entries');
  const creator = log.optionalObject('creator');
  const exchanges = entries.map((entry, index) => exchangeOf(entry, index));
  if (version !== '' && !/^1\.[12]$/.test(version))
    reader.note('$.log.version', `version ${version} is not known here`, 'Versions 1.1 and 1.2 are read.');
  const { problems } = reader;
  if (problems.length > 0) {
    const more = problems.length > MOST_PROBLEMS ? ` (and ${problems.length - MOST_PROBLEMS} more)` : '';
    const [first] = problems;
    return fail({
      code: 'bad-params',
      message: `this is not an HTTP Archive: ${first?.path} ${first?.message}${more}`,
      hint: first?.hint ?? 'See the HAR 1.2 format.',
      problems: problems.slice(0, MOST_PROBLEMS),
    });
  }
  return succeed({
    creator:
      creator === null
        ? 'unknown'
        : `${creator.text('name', 'unknown')} ${creator.text('version', '')}`.trim(),
    comment: log.optionalText('comment'),
    exchanges,
  });
}

function exchangeOf(entry: Value, index: number): ExchangeDetail {
  const request = entry.object('request');
  const response = entry.object('response');
  const url = request.text('url');
  const method = request.text('method');
  const status = Math.max(0, response.number('status'));
  const startedAtMs = entry.time('startedDateTime');
  const durationMs = Math.max(0, entry.number('time', 0));
  const isOurs = entry.has('_decision');
  const clientRequest = requestHead(request, method, url);
  const clientResponse = responseHead(response, status);
  const memberRequest = headOf(entry.optionalObject('_memberRequest'));
  const memberResponse = headOf(entry.optionalObject('_memberResponse'));
  const decision = isOurs ? entry.oneOf('_decision', DECISIONS) : 'new';
  const cause = isOurs ? entry.oneOf('_cause', DECISION_CAUSES) : 'recorded-elsewhere';
  const balancer = entry.optionalText('_balancer');
  const setCookie = entry.optionalText('_setCookie');
  const routeChanged = entry.flag('_routeChanged');
  const content = response.optionalObject('content');
  return {
    id: entry.has('_id') ? entry.number('_id') : index + 1,
    startedAtMs,
    site: entry.has('_site') ? entry.text('_site') : hostOf(url),
    balancer,
    method,
    url: targetOf(clientRequest.startLine) ?? url,
    status,
    member: entry.optionalText('_member'),
    route: entry.optionalText('_route'),
    sessionRoute: entry.optionalText('_sessionRoute'),
    decision,
    cause,
    routeChanged,
    setCookie,
    sessionId: entry.optionalText('_sessionId'),
    tabId: entry.optionalText('_tabId'),
    attempts: entry.number('_attemptCount', 0),
    durationMs,
    upgraded: entry.has('_upgraded') ? entry.flag('_upgraded') : status === 101,
    bodyBytes: Math.max(0, content?.number('size', 0) ?? 0, isOurs ? response.number('bodySize', 0) : 0),
    record: {
      balancer,
      lookup: entry.shaped('_lookup', LOOKUP, LOOKUP),
      decision,
      cause,
      attempts: entry.shaped('_attempts', ATTEMPTS, []),
      variables: entry.shaped<BalancerVariables>('_variables', {}, {}),
      routeChanged,
      setCookie,
    },
    explanation: isOurs ? entry.shaped('_explanation', EXPLANATION, FOREIGN) : FOREIGN,
    clientRequest,
    memberRequest,
    memberResponse,
    clientResponse,
    client: entry.optionalText('_client') ?? '',
    requestBodyBytes: Math.max(0, request.number('bodySize', 0)),
    requestBody: postedBody(request.optionalObject('postData'), clientRequest),
    responseBody: content === null ? null : contentBody(content, memberResponse ?? clientResponse),
    timing: entry.shaped('_timing', TIMING, timingOf(entry, durationMs)),
  };
}

function requestHead(request: Value, method: string, url: string): MessageHead {
  const startLine = request.optionalText('_startLine');
  const version = httpVersion(request.text('httpVersion', ''));
  return { startLine: startLine ?? `${method} ${pathOf(url)} ${version}`, fields: fieldsOf(request) };
}

function responseHead(response: Value, status: number): MessageHead | null {
  const startLine = response.optionalText('_startLine');
  if (startLine !== null) return { startLine, fields: fieldsOf(response) };
  // Ours says so; browsers note a request that got no answer with status 0.
  if (status === 0 || response.has('_startLine')) return null;
  const reason = response.text('statusText', '');
  const version = httpVersion(response.text('httpVersion', ''));
  return {
    startLine: `${version} ${status}${reason === '' ? '' : ` ${reason}`}`,
    fields: fieldsOf(response),
  };
}

function headOf(head: Value | null): MessageHead | null {
  return head === null ? null : { startLine: head.text('startLine'), fields: head.pairs('fields') };
}

function fieldsOf(message: Value): FieldList {
  return message.list('headers').map((header) => [header.text('name'), header.text('value')] as const);
}

function postedBody(posted: Value | null, head: MessageHead): KeptBody | null {
  const text = posted?.optionalText('text') ?? null;
  if (posted === null || text === null || text === '') return null;
  const isBase64 = posted.optionalText('_encoding') === 'base64';
  return {
    contentType: contentTypeOf(head),
    base64: isBase64 ? text : base64Of(text),
    isTruncated: posted.flag('_isTruncated'),
  };
}

function contentBody(content: Value, head: MessageHead | null): KeptBody | null {
  const text = content.optionalText('text');
  if (text === null || text === '') return null;
  const isBase64 = content.optionalText('encoding') === 'base64';
  return {
    contentType: contentTypeOf(head),
    base64: isBase64 ? text : base64Of(text),
    isTruncated: content.flag('_isTruncated'),
  };
}

function contentTypeOf(head: MessageHead | null): string | null {
  return head?.fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
}

/** Times since the head was read, from what HAR says of the parts; −1 there means "did not happen". */
function timingOf(entry: Value, finishedMs: number): ExchangeTiming {
  const timings = entry.optionalObject('timings');
  const part = (name: string): number | null => {
    const ms = timings?.number(name, -1) ?? -1;
    return ms < 0 ? null : ms;
  };
  const connect = part('connect');
  const before = (part('blocked') ?? 0) + (part('dns') ?? 0);
  const connectedMs = connect === null ? null : before + connect;
  const sentMs = (connectedMs ?? before) + (part('send') ?? 0);
  const wait = part('wait');
  return {
    requestReadMs: part('send') === null ? null : sentMs,
    connectedMs,
    firstByteMs: wait === null ? null : sentMs + wait,
    finishedMs,
  };
}

function httpVersion(text: string): string {
  return /^http\/\d(\.\d)?$/i.test(text) ? text.toUpperCase() : 'HTTP/1.1';
}

function targetOf(startLine: string): string | null {
  return /^\S+ (\S+) HTTP\/\d/.exec(startLine)?.[1] ?? null;
}

function pathOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1]?.replace(/^(?!\/)/, '/') ?? url;
}

function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
