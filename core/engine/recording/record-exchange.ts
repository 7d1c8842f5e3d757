import type { Decision, DecisionCause, ExchangeSummary } from '../../contract/index.ts';
import { summariseDecision } from '../../decision/index.ts';
import { fieldLines, type HeadLines } from '../../wire/index.ts';
import { monotonicMs } from '../clock.ts';
import type { ExchangeFacts } from '../exchange-facts.ts';
import { withoutFields } from '../hidden-fields.ts';

const NO_FIELDS: readonly string[] = [];

/** What a row says of the decision. */
interface Told {
  readonly decision: Decision;
  readonly cause: DecisionCause;
  readonly member: string | null;
  readonly route: string | null;
  readonly sessionRoute: string | null;
  readonly routeChanged: boolean;
  readonly attempts: number;
}

/** Writes a finished exchange down and tells everybody who wants to know. */
export function recordExchange(exchange: ExchangeFacts): void {
  const { around, head, plan, record, recognition, site } = exchange;
  const told = toldOf(exchange);
  const isAnswered = exchange.memberHead !== null;
  const summary: ExchangeSummary = {
    id: exchange.id,
    startedAtMs: exchange.startedAtMs,
    site: site.settings.name,
    balancer: plan === null ? null : plan.balancer.settings.name,
    method: head.method,
    url: head.target,
    status: exchange.status,
    member: isAnswered ? told.member : null,
    route: isAnswered ? told.route : null,
    sessionRoute: told.sessionRoute,
    decision: told.decision,
    cause: told.cause,
    routeChanged: told.routeChanged,
    setCookie: exchange.setCookie,
    sessionId: recognition.sessionId,
    tabId: recognition.tabId,
    attempts: told.attempts,
    durationMs: monotonicMs() - exchange.startedMs,
    upgraded: exchange.isUpgraded,
    bodyBytes: exchange.answeredBytes,
  };
  const { memberHead } = exchange;
  around.recorder.add(
    exchange,
    summary,
    record ?? (plan as NonNullable<typeof plan>).trace,
    clientHead(exchange),
    exchange.sentRequest,
    memberHead,
    exchange.sentAnswer,
  );
  around.sessions.finished(
    summary,
    memberHead === null ? NO_FIELDS : memberHead.fields,
    exchange.head.fields,
  );
  around.listener.exchangeFinished(summary);
}

/** The client's head as it came, but for what is secret (DESIGN.md §8). */
function clientHead({ head, hiddenFields }: ExchangeFacts): HeadLines {
  const visible = withoutFields(head.fields, hiddenFields);
  if (head.fieldLines !== '' && visible === head.fields) return head;
  return { startLine: head.startLine, fieldLines: fieldLines(visible) };
}

function toldOf({ plan, record }: ExchangeFacts): Told {
  if (record === null && plan !== null) return summariseDecision(plan.trace);
  const attempt = record?.attempts.at(-1);
  return {
    decision: record?.decision ?? 'refused',
    cause: record?.cause ?? 'bad-request',
    member: attempt?.member ?? null,
    route: null,
    sessionRoute: plan?.lookup.route ?? null,
    routeChanged: false,
    attempts: plan?.tried.length ?? record?.attempts.length ?? 0,
  };
}
