import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChaosReport } from '../../chaos/chaos.ts';

const RUN = path.join(import.meta.dirname, '..', '..', 'chaos', 'run.mjs');
const SEED = 20261123;

/** A process of its own: open files and the heap are counted, and other tests have theirs. */
async function chaos(seconds: number): Promise<ChaosReport> {
  const args = [RUN, '--seconds', String(seconds), '--seed', String(SEED), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout?: string }) => {
    // It ends with 1 when something was lost, doubled or leaked; which the report says better.
    if (error.stdout?.startsWith('{') === true) return { stdout: error.stdout };
    throw error;
  });
  return JSON.parse(stdout) as ChaosReport;
}

describe('load while members die, hang and lie, and the project is edited (`npm run chaos` runs longer)', () => {
  it('whatever Apache would have saved is answered right; nothing is doubled or leaked (APACHE.md §5.2)', async () => {
    const report = await chaos(12);
    expect(report).toMatchObject({ lost: [], doubled: [], garbled: [], unexplained: [], leaks: [] });
    // It was a run worth the name.
    expect(report.answeredRight).toBeGreaterThan(50);
    expect(report.failedOver).toBeGreaterThan(0);
    expect(report.edits).toBeGreaterThan(5);
    expect(report.heapMb.length).toBeGreaterThan(5);
  });
});
