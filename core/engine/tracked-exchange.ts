import { lookUpSession } from '../decision/index.ts';
import { type ResponseHead, splitHead, writeResponseHead } from '../wire/index.ts';
import type { OutgoingAnswer } from './attempt-host.ts';
import { answerForClient, type ClientAnswerParts, type LastAnswer, type OwnPage } from './client-answer.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { httpDate } from './http-date.ts';
import { destinationOf } from './request-destination.ts';
import type { JarLookup, OwnTabRequest, TrackedAnswer, TrackedRequest } from './tab-tracking.ts';
import { TabTunnel } from './tab-tunnel.ts';

/** A member's final answer as the client gets it, changed where a tab is followed. */
export function answerWithTabs(
  exchange: ExchangeFacts,
  parts: ClientAnswerParts,
  head: ResponseHead,
  last: LastAnswer,
): OutgoingAnswer {
  const { tracked } = exchange;
  const changed = tracked === null ? null : changeForTabs(exchange, tracked, head);
  if (changed === null) return answerForClient(parts, head, last);
  const answer = answerForClient(parts, changed.head, last);
  const recorded = splitHead(changed.answer.recordable(answer.startLine + answer.fieldLines));
  const { body } = changed.answer;
  return body === null ? { ...answer, recorded } : { ...answer, recorded, body };
}

/** Answers the handshake of a page's socket; from then on its bytes are the business of whoever follows tabs. */
export function openTabSocket(
  exchange: ExchangeFacts,
  own: Extract<OwnTabRequest, { readonly kind: 'socket' }>,
): void {
  const { client } = exchange;
  client.writer.text(writeResponseHead(101, 'Switching Protocols', own.fields));
  client.writer.flush();
  new TabTunnel(client, own, jarLookupOf(exchange)).start();
}

function changeForTabs(
  exchange: ExchangeFacts,
  tracked: TrackedRequest,
  head: ResponseHead,
): { readonly head: ResponseHead; readonly answer: TrackedAnswer } | null {
  const { plan } = exchange;
  const answer = tracked.answer({
    exchangeId: exchange.id,
    sessionId: exchange.recognition.sessionId,
    balancer: plan === null ? null : plan.balancer.settings.key,
    route: plan?.tried.at(-1)?.settings.route ?? null,
    status: head.status,
    fields: head.fields,
    hasBody: head.framing !== 'none' && !head.isHttp09,
    contentLength: head.contentLength,
  });
  if (answer === null) return null;
  const { fields, body } = answer;
  if (body === null) return { head: { ...head, fields }, answer };
  const isLengthKnown = body.contentLength >= 0;
  const framing = isLengthKnown ? 'length' : head.framing === 'close' ? 'close' : 'chunked';
  return { head: { ...head, fields, framing, contentLength: body.contentLength }, answer };
}

/** What the cookies and the URL of a page say about its pin, asked as its next request would be. */
function jarLookupOf({ around, site, head }: ExchangeFacts): JarLookup {
  const destination = destinationOf(around, site, head);
  if (destination.kind !== 'balancer') return { balancer: null, stickyValue: null, sessionRoute: null };
  const { settings } = destination.balancer;
  const found = lookUpSession(settings.sticky, destination.searchText, destination.cookieHeader);
  return { balancer: settings.key, stickyValue: found.value, sessionRoute: found.route };
}

/** An answer to a page's script. */
export function tabAnswer(
  own: Extract<OwnTabRequest, { readonly kind: 'answer' }>,
  closes: boolean,
): OwnPage {
  const fields = ['Date', httpDate(), ...own.fields];
  if (own.status !== 204) fields.push('Content-Length', String(own.body.length));
  if (closes) fields.push('Connection', 'close');
  return { head: writeResponseHead(own.status, own.reasonPhrase, fields), body: own.body, closes };
}
