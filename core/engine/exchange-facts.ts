import type { DecisionRecord } from '../contract/index.ts';
import {
  type AttemptReport,
  beginExchange,
  describePlain,
  type ExchangePlan,
  releaseExchange,
} from '../decision/index.ts';
import type { HeadLines, RequestHead, ResponseHead } from '../wire/index.ts';
import type { OutgoingRequest } from './attempt-host.ts';
import type { ClientAnswerParts } from './client-answer.ts';
import type { ClientConnection } from './client-connection.ts';
import { monotonicMs, wallMs } from './clock.ts';
import type { Recognition } from './engine-api.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import { withoutFields } from './hidden-fields.ts';
import type { PoolSettings } from './member-connections.ts';
import { requestForMember } from './member-request.ts';
import type { BodyCopies } from './recording/body-copies.ts';
import { RequestBody } from './request-body.ts';
import type { Destination } from './request-destination.ts';
import type { ReadySite } from './site-table.ts';
import type { TrackedRequest } from './tab-tracking.ts';
import type { Turn } from './turn.ts';

const NOBODY: Recognition = { sessionId: null, tabId: null, forcedRoute: null };

/** What is known of an exchange: what its record is made from, and what heads are made from. */
export class ExchangeFacts {
  readonly client: ClientConnection;
  readonly around: ExchangeSurroundings;
  readonly head: RequestHead;
  /** What of the request concerns tabs of ordinary browsers; null for nothing, and where nobody follows them. */
  readonly tracked: TrackedRequest | null;
  readonly id: number;
  readonly startedAtMs = wallMs();
  readonly startedMs = monotonicMs();
  readonly body = new RequestBody();
  /** What is kept of both bodies; null where bodies are not recorded. */
  readonly copies: BodyCopies | null;
  /** From the second request of a kept-alive connection on a member's silent close is answered in kind (APACHE.md §2.7). */
  readonly isFirstOnConnection: boolean;
  /** The site that the request's host names. */
  readonly site: ReadySite;
  destination: Destination | null = null;
  recognition: Recognition = NOBODY;
  /** Lower-case names of fields that neither members nor records may see. */
  hiddenFields: readonly string[];
  plan: ExchangePlan | null = null;
  /** The record where no balancer was asked, or none of its story matters (a malformed request). */
  record: DecisionRecord | null = null;
  /** What the client got; 0 while it got nothing. */
  status = 0;
  setCookie: string | null = null;
  /** Body bytes that went to the client. */
  answeredBytes = 0;
  isUpgraded = false;
  /** Heads as they were written. */
  sentRequest: HeadLines | null = null;
  sentAnswer: HeadLines | null = null;
  memberHead: ResponseHead | null = null;
  /** Milliseconds since the start, −1 for what did not happen. */
  requestReadMs = -1;
  connectedMs = -1;
  firstByteMs = -1;

  constructor(client: ClientConnection, around: ExchangeSurroundings, head: RequestHead) {
    this.client = client;
    this.around = around;
    this.isFirstOnConnection = client.requests === 1;
    this.site = client.owner.sites.choose(head.host);
    const { tabTracking } = around;
    const before = tabTracking === null ? null : client.lastTracked.of(head.fields);
    this.tracked =
      tabTracking === null ? null : tabTracking.begin(trackable(client, this.site, head), before);
    this.head = this.tracked === null ? head : client.lastTracked.headOf(head, this.tracked);
    // Requests to us are not recorded, and leave no gap.
    this.id = this.tracked !== null && this.tracked.own !== null ? 0 : around.recorder.nextId();
    this.hiddenFields = around.secretFieldNames;
    this.copies = around.recorder.beginBodies();
  }

  get turn(): Turn {
    return this.around.turn;
  }

  /** Bytes of the request's body still to come; Infinity for chunks, 0 when it is complete. */
  get bodyLeft(): number {
    const { contentLength, framing } = this.head;
    if (this.body.isComplete || framing === 'none') return 0;
    return contentLength < 0 ? Number.POSITIVE_INFINITY : contentLength - this.body.receivedBytes;
  }

  /** The plan of a request to a balancer, once it is known whose it is: a session moved by hand has a route of its own. */
  protected beginPlan(destination: Extract<Destination, { readonly kind: 'balancer' }>): ExchangePlan {
    const { balancer, searchText, cookieHeader } = destination;
    const { isFirstOnConnection: firstOnConnection } = this;
    this.plan = beginExchange(balancer, { searchText, cookieHeader, firstOnConnection });
    this.recognise();
    const { forcedRoute, ignoresId } = this.recognition;
    if (forcedRoute === null && ignoresId !== true) return this.plan;
    const seen = ignoresId === true ? { searchText: '', cookieHeader: null } : { searchText, cookieHeader };
    this.plan = beginExchange(balancer, { ...seen, firstOnConnection, forcedRoute });
    return this.plan;
  }

  /** Asks the sessions room whose request this is; before the pick, once. */
  protected recognise(): void {
    const { head, client, site, plan } = this;
    const recognition = this.around.sessions.recognise({
      site: site.settings.name,
      balancer: plan === null ? null : plan.balancer.settings.key,
      method: head.method,
      url: head.target,
      fields: head.fields,
      remoteAddress: client.remoteAddress,
      stickyValue: plan === null ? null : plan.lookup.value,
      sessionRoute: plan === null ? null : plan.lookup.route,
      jar: this.tracked === null ? null : this.tracked.jar,
    });
    const hidden = recognition.hiddenFields;
    if (hidden !== undefined && hidden.length > 0) this.hiddenFields = [...this.hiddenFields, ...hidden];
    this.recognition = recognition;
  }

  /** Writes down what became of a request that went to a plain target. */
  protected recordPlain(report: AttemptReport): void {
    if (this.destination?.kind !== 'plain') return;
    this.record = describePlain({
      url: this.destination.url,
      outcome: report.outcome,
      connectMs: report.connectMs,
      reusedConnection: report.reusedConnection,
      durationMs: monotonicMs() - this.startedMs,
    });
  }

  /** A tunnel is over: its member is less busy, and who is interested hears of it. */
  protected tunnelEnded(): void {
    if (this.plan !== null) releaseExchange(this.plan);
    this.around.listener.tunnelEnded?.(this.id);
  }

  /** The request as a member with these settings gets it. */
  protected memberRequest(member: PoolSettings): OutgoingRequest {
    const { head, body, client, destination, site } = this;
    if (destination === null || !('mapped' in destination)) throw new Error('a request that goes nowhere');
    return requestForMember(
      {
        head,
        fields: withoutFields(
          this.tracked === null ? head.fields : this.tracked.memberFields,
          this.hiddenFields,
        ),
        body,
        site,
        mapped: destination.mapped,
        remoteAddress: client.remoteAddress,
        isTls: client.isTls,
        member,
      },
      client.lastMemberFields,
    );
  }

  protected answerParts(mustClose: boolean): ClientAnswerParts {
    const { client, head, site, setCookie } = this;
    return {
      request: head,
      site,
      isTls: client.isTls,
      port: client.owner.port,
      setCookie,
      mustClose: mustClose || client.mustClose,
    };
  }
}

function trackable(
  client: ClientConnection,
  site: ReadySite,
  head: RequestHead,
): Parameters<NonNullable<ExchangeSurroundings['tabTracking']>['begin']>[0] {
  return {
    site: site.settings.name,
    method: head.method,
    target: head.target,
    fields: head.fields,
    host: head.host,
    isTls: client.isTls,
    remoteAddress: client.remoteAddress,
    hasBody: head.framing !== 'none' && head.contentLength !== 0,
  };
}
