import type { RehearsalMark, RehearsalView } from '../../../core/contract/index.ts';

/** One row a second, or, of long runs, as many seconds as make about sixty rows. */
const ROWS = 60;

/** What happened in a second, or several. */
interface Row {
  readonly atMs: number;
  readonly requests: readonly number[];
  readonly users: readonly number[];
  readonly errors: number;
  readonly lost: number;
  readonly moved: number;
  readonly marks: readonly RehearsalMark[];
}

/** Slices joined to whole seconds. */
export function tableRows({
  samples,
  sampleMs,
  durationMs,
  marks,
}: Pick<RehearsalView, 'samples' | 'sampleMs' | 'durationMs' | 'marks'>): readonly Row[] {
  const stepMs = Math.max(1, Math.ceil(durationMs / 1000 / ROWS)) * 1000;
  const rows = new Map<number, Row>();
  for (const [index, sample] of samples.entries()) {
    const atMs = Math.floor((index * sampleMs) / stepMs) * stepMs;
    const known = rows.get(atMs);
    rows.set(atMs, {
      atMs,
      requests: sample.requests.map((each, member) => each + (known?.requests[member] ?? 0)),
      users: sample.users,
      errors: sample.errors + (known?.errors ?? 0),
      lost: sample.lost + (known?.lost ?? 0),
      moved: sample.moved + (known?.moved ?? 0),
      marks: marks.filter((mark) => Math.floor(mark.atMs / stepMs) * stepMs === atMs),
    });
  }
  return [...rows.values()];
}
