import { grouped as count } from '../../core/contract/index.ts';

export { count };

/** So many a second: `0.4` while there are few, whole numbers from ten on. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? String(Number(perSecond.toFixed(1))) : count(perSecond);
}

/** A number with its sign: `+600`, `−1 700`, `0`; for lbstatus. */
export function signed(value: number): string {
  return value > 0 ? `+${count(value)}` : count(value);
}

/** Milliseconds as a person says them: `0.4 ms`, `34 ms`, `1.2 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return spelled(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  return spelled(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min');
}

/** Bytes: `412 B`, `6.5 kB`, `12 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(value < 100_000 ? 1 : 0)} kB`;
  return `${(value / 1_000_000).toFixed(value < 100_000_000 ? 1 : 0)} MB`;
}

/** `1 tab`, `3 tabs`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function spelled(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
