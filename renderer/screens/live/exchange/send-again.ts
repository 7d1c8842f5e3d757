import type { ExchangeDetail, ResendView } from '../../../../core/contract/index.ts';
import { runCommand, showToast } from '../../../actions/run-command.ts';
import { duration } from '../../../format/numbers.ts';
import type { AppStore } from '../../../store/app-store.ts';

/** Methods that change nothing (RFC 9110 §9.2.1): sent again without a question. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** What has to be asked before a request is sent again. */
export interface SendQuestion {
  /** It may change something once more. */
  readonly isUnsafe: boolean;
  /** Its body can't go along. */
  readonly lacksBody: boolean;
}

/** What to ask before this request is sent again; null for nothing. */
export function questionBefore(
  detail: Pick<ExchangeDetail, 'method' | 'requestBodyBytes' | 'requestBody'>,
): SendQuestion | null {
  const isUnsafe = !SAFE_METHODS.has(detail.method.toUpperCase());
  const lacksBody =
    detail.requestBodyBytes > 0 && (detail.requestBody === null || detail.requestBody.isTruncated);
  return isUnsafe || lacksBody ? { isUnsafe, lacksBody } : null;
}

/** Sends the exchange with this id once more, asks first where it has to, and shows what came of it. */
export async function sendAgain(store: AppStore, id: number): Promise<void> {
  const found = await runCommand(store, 'exchange.get', { id });
  if (!found.ok) return;
  if (questionBefore(found.value) === null) return sendNow(store, id, false);
  store.setUi({ overlay: { kind: 'send-again', detail: found.value } });
}

/** Sends it without a question; `withoutBody` where its body can't go along. */
export async function sendNow(store: AppStore, id: number, withoutBody: boolean): Promise<void> {
  const sent = await runCommand(store, 'exchange.resend', { id, ...(withoutBody ? { withoutBody } : {}) });
  if (!sent.ok) return;
  showToast(store, {
    level: sent.value.status === 0 || sent.value.status >= 500 ? 'warn' : 'ok',
    text: resultText(sent.value),
    hint: sent.value.bodyLeftOut ? 'Without its body, which was not kept.' : null,
    undo: false,
  });
  const { exchangeId } = sent.value;
  if (exchangeId !== null) store.setUi({ selectedExchangeId: exchangeId });
}

/** `Sent again: 200 from route 2 in 12 ms`. */
export function resultText({ status, route, member, durationMs }: ResendView): string {
  if (status === 0) return 'Sent again: the connection was closed without an answer';
  const from =
    route !== null && route !== '' ? ` from route ${route}` : member === null ? '' : ` from ${member}`;
  return `Sent again: ${status}${from} in ${duration(durationMs)}`;
}
