import type { Rehearsal, RehearsalRecovery, RehearsalTotals } from '../contract/index.ts';

/** What a run did not stay within, in words; empty when all is as the file allows. */
export function brokenLimits(
  { allow = {} }: Pick<Rehearsal, 'allow'>,
  totals: RehearsalTotals,
  recoveries: readonly RehearsalRecovery[],
): readonly string[] {
  const broken: string[] = [];
  const lost = allow.lost ?? 0;
  const errors = allow.errors ?? 0;
  if (totals.lost > lost) broken.push(`${was(totals.lost, 'session')} lost (${lost} allowed)`);
  if (totals.failedRequests > errors) {
    const count = totals.failedRequests;
    broken.push(`${count} request${count === 1 ? '' : 's'} failed (${errors} allowed)`);
  }
  const moved = totals.moved + totals.lost;
  if (allow.moved !== undefined && moved > allow.moved) {
    broken.push(`${was(moved, 'session')} moved (${allow.moved} allowed)`);
  }
  const slowest = Math.max(0, ...recoveries.map(({ ms }) => ms ?? 0));
  if (allow.recover !== undefined && slowest > allow.recover * 1000) {
    broken.push(`recovery took ${(slowest / 1000).toFixed(2)} s (${allow.recover} s allowed)`);
  }
  if (totals.requests === 0) broken.push('nobody asked for anything');
  return broken;
}

function was(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} was` : `${count} ${noun}s were`;
}
