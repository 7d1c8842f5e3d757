import type { DecisionCause, MemberUrl } from '../contract/index.ts';
import {
  type BalancerState,
  checkMaxForwards,
  dropsConnection,
  joinedCookies,
  mapRequest,
  type OwnAnswer,
  traceBody,
} from '../decision/index.ts';
import { FieldId, type RequestHead } from '../wire/index.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import type { MemberConnections } from './member-connections.ts';
import type { ReadySite } from './site-table.ts';

/** A mapped path and query: what stands behind the member's own path. */
export interface MappedPath {
  readonly path: string;
  readonly query: string;
}

/** Where a request goes: to a balancer, to a plain target, or no further than here. */
export type Destination =
  | {
      readonly kind: 'balancer';
      readonly site: ReadySite;
      readonly balancer: BalancerState;
      readonly searchText: string;
      readonly cookieHeader: string | null;
      readonly mapped: MappedPath;
    }
  | {
      readonly kind: 'plain';
      readonly site: ReadySite;
      readonly url: string;
      readonly target: MemberUrl;
      readonly pool: MemberConnections;
      readonly mapped: MappedPath;
    }
  | {
      readonly kind: 'refuse';
      readonly site: ReadySite;
      readonly cause: DecisionCause;
      readonly answer: OwnAnswer;
    }
  /** OPTIONS or TRACE with Max-Forwards 0: answered by us (APACHE.md §6.5). */
  | {
      readonly kind: 'answer-here';
      readonly site: ReadySite;
      readonly fields: readonly string[];
      readonly body: string;
    };

/** So much of a body is read only to keep its connection; more is not worth that. */
export const MOST_TAKEN_IN = 1_048_576;

/**
 * Whether the body of a request that is refused is read to its end first, as Apache's default handler does, so that the
 * connection stays. Not of a client that waits to be told to send it.
 */
export function takesBodyIn(head: RequestHead, answer: OwnAnswer): boolean {
  if (!head.keepAlive || head.expectsContinue || dropsConnection(answer.status)) return false;
  return head.contentLength <= MOST_TAKEN_IN;
}

/** Maps a request by its site's ProxyPass lines (APACHE.md §6.5, §6.6). */
export function destinationOf(around: ExchangeSurroundings, site: ReadySite, head: RequestHead): Destination {
  // An asterisk asks about the server as a whole: which here is whoever serves "/".
  const target = head.path === '*' ? '/' : head.path;
  const mapped = mapRequest(site.settings, target, around.hasBalancer);
  // Only what is proxied is counted: a path outside every mapping is 404, whatever Max-Forwards says.
  if (mapped.kind !== 'refuse' && head.ids.includes(FieldId.maxForwards)) {
    const step = checkMaxForwards(head.method, head.fields);
    if (step.do === 'answer') return { kind: 'refuse', site, cause: 'bad-request', answer: step.answer };
    if (step.do === 'answer-here') return answerHere(site, head);
  }
  // Apache's default, HttpExpectStrict (RFC 9110 §10.1.1): what can't be promised is not passed on.
  if (head.expectsOther) return refuse(site, 'bad-request', 417);
  switch (mapped.kind) {
    case 'refuse':
      return refuse(site, mapped.cause, mapped.status);
    case 'plain': {
      const pool = around.plainPool(mapped.url);
      if (pool === undefined) return refuse(site, 'not-mapped', 503);
      return { kind: 'plain', site, url: mapped.url, target: mapped.target, pool, mapped };
    }
    case 'balancer': {
      const balancer = around.balancer(mapped.balancer);
      // Apache answers so for a balancer without members, too (APACHE.md §2.7).
      if (balancer === undefined) return refuse(site, 'no-members', 503);
      const cookieHeader = head.ids.includes(FieldId.cookie) ? joinedCookies(head.fields) : null;
      return { kind: 'balancer', site, balancer, searchText: mapped.searchText, cookieHeader, mapped };
    }
  }
}

const PHRASES = {
  400: 'Bad Request',
  404: 'Not Found',
  417: 'Expectation Failed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

function refuse(site: ReadySite, cause: DecisionCause, status: keyof typeof PHRASES): Destination {
  return { kind: 'refuse', site, cause, answer: { status, reasonPhrase: PHRASES[status], note: null } };
}

function answerHere(site: ReadySite, head: RequestHead): Destination {
  if (head.method !== 'TRACE') {
    return {
      kind: 'answer-here',
      site,
      fields: ['Allow', 'TRACE'],
      body: '',
    };
  }
  const requestLine = `TRACE ${head.target} HTTP/1.${head.minorVersion}`;
  return {
    kind: 'answer-here',
    site,
    fields: ['Content-Type', 'message/http'],
    body: traceBody(requestLine, head.fields),
  };
}
