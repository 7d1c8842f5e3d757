import type { AttemptRecord, ExchangeDetail } from '../../../../core/contract/index.ts';
import { memberName } from '../../../format/member-name.ts';

/** A stretch of an exchange, in milliseconds since its head was read. */
export interface TimingSpan {
  readonly kind: 'failed' | 'connect' | 'send' | 'wait' | 'receive';
  readonly label: string;
  readonly note: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The stretches of an exchange, in order: the attempts that failed, then what the last one did. What did not happen is left
 * out; each begins where the one before ends, and together they are the whole.
 */
export function timingSpans(detail: Pick<ExchangeDetail, 'timing' | 'record'>): readonly TimingSpan[] {
  const { requestReadMs, connectedMs, firstByteMs, finishedMs } = detail.timing;
  const last = detail.record.attempts.at(-1);
  const reused = last?.reusedConnection === true;
  const spans: TimingSpan[] = [];
  let atMs = 0;
  const add = (kind: TimingSpan['kind'], label: string, note: string, untilMs: number): void => {
    const endMs = Math.min(finishedMs, Math.max(atMs, untilMs));
    spans.push({ kind, label, note, startMs: atMs, endMs });
    atMs = endMs;
  };
  // When an attempt began is not recorded: they follow each other, and what is left until the connection was the last one's.
  for (const attempt of detail.record.attempts.slice(0, -1)) {
    const untilMs = atMs + attempt.durationMs;
    add('failed', memberName(attempt.member), words(attempt), Math.min(untilMs, connectedMs ?? untilMs));
  }
  if (connectedMs !== null) {
    if (reused) add('connect', 'Connection', 'an open one was used again', connectedMs);
    else add('connect', 'Connect', 'a new connection to the member', connectedMs);
  }
  if ((requestReadMs ?? 0) > atMs) add('send', 'Send', 'the rest of the request', requestReadMs ?? 0);
  if (firstByteMs === null) {
    add('wait', 'Wait', 'no answer came', finishedMs);
  } else {
    add('wait', 'Wait', 'until the first byte', firstByteMs);
    add('receive', 'Receive', 'head and body', finishedMs);
  }
  return spans;
}

/** Four or five round times from 0 to the end, for the scale. */
export function timeTicks(totalMs: number): readonly number[] {
  const rough = totalMs / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((each) => each >= rough) ?? 10 * unit;
  // Counted, not summed: 0.1 three times is no 0.3. One too near the end would lie over the border.
  return Array.from({ length: Math.floor((totalMs * 0.97) / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

function words({ outcome, markedError }: AttemptRecord): string {
  return `${outcome.replaceAll('-', ' ')}${markedError ? ', marked in error' : ''}`;
}
