import { duration } from './numbers.ts';

/** The time of day with milliseconds: `14:32:07.412`, in the person's own zone. */
export function clockTime(epochMs: number): string {
  const time = new Date(epochMs);
  return `${clockSeconds(epochMs)}.${pad(time.getMilliseconds(), 3)}`;
}

/** The time of day: `14:32:07`. */
export function clockSeconds(epochMs: number): string {
  const time = new Date(epochMs);
  return `${pad(time.getHours(), 2)}:${pad(time.getMinutes(), 2)}:${pad(time.getSeconds(), 2)}`;
}

/** How long ago: `just now`, `4 s ago`, `2 min ago`. */
export function ago(epochMs: number, nowMs: number): string {
  const ms = nowMs - epochMs;
  if (ms < 1500) return 'just now';
  if (ms < 60_000) return `${Math.round(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min ago`;
  return `${duration(Math.round(ms / 60_000) * 60_000)} ago`;
}

/** Whole seconds until then, at least 0. */
export function secondsUntil(epochMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((epochMs - nowMs) / 1000));
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
