import type { ExchangeDetail } from '../../../../core/contract/index.ts';

/** A stretch of an exchange, in milliseconds since its head was read. */
export interface TimingSpan {
  readonly label: string;
  readonly note: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The stretches of an exchange, in order. What did not happen is left out; the stretches don't overlap. */
export function timingSpans(detail: Pick<ExchangeDetail, 'timing' | 'record'>): readonly TimingSpan[] {
  const { requestReadMs, connectedMs, firstByteMs, finishedMs } = detail.timing;
  const reused = detail.record.attempts.at(-1)?.reusedConnection === true;
  const connectEnd = connectedMs ?? 0;
  const spans: TimingSpan[] = [];
  if (connectedMs !== null) {
    spans.push({
      label: reused ? 'Connection' : 'Connect',
      note: reused ? 'an open one was used again' : 'with every failed attempt before',
      startMs: 0,
      endMs: connectEnd,
    });
  }
  const sentMs = Math.max(connectEnd, requestReadMs ?? 0);
  if (sentMs > connectEnd) {
    spans.push({ label: 'Send', note: 'the rest of the request', startMs: connectEnd, endMs: sentMs });
  }
  if (firstByteMs !== null) {
    spans.push({ label: 'Wait', note: 'until the first byte', startMs: sentMs, endMs: firstByteMs });
    spans.push({ label: 'Receive', note: 'head and body', startMs: firstByteMs, endMs: finishedMs });
  } else {
    spans.push({ label: 'Wait', note: 'no answer came', startMs: sentMs, endMs: finishedMs });
  }
  return spans;
}
