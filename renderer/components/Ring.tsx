import { useNow } from './use-now.ts';

interface RingProps {
  /** Epoch milliseconds, by this machine's clock, at which the countdown ends. */
  readonly endsAtMs: number;
  readonly totalMs: number;
  readonly size?: number;
}

/** A countdown as a ring that closes; decorative, the seconds stand beside it in words. */
export function Ring({ endsAtMs, totalMs, size = 24 }: RingProps) {
  const nowMs = useNow(250);
  const share = totalMs <= 0 ? 0 : Math.min(1, Math.max(0, (endsAtMs - nowMs) / totalMs));
  const radius = size / 2 - 1.5;
  const around = 2 * Math.PI * radius;
  const centre = size / 2;
  return (
    <svg width={size} height={size} viewBox={`0 0 ${size} ${size}`} fill="none" aria-hidden="true">
      <circle cx={centre} cy={centre} r={radius} stroke="var(--hairline-strong)" strokeWidth="1.5" />
      <circle
        cx={centre}
        cy={centre}
        r={radius}
        stroke="var(--status-err)"
        strokeWidth="2"
        strokeDasharray={`${around * share} ${around}`}
        transform={`rotate(-90 ${centre} ${centre})`}
      />
    </svg>
  );
}
