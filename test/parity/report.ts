import type { ParityReport, Project } from '../../core/contract/index.ts';
import { findApache } from '../../core/host/apache/find-apache.ts';
import { type ParityOptions, runParity } from '../../core/parity/index.ts';

/** A project compared with the real Apache: the cases and outages alone, unless asked for more. */
export async function report(project: Project, options: Partial<ParityOptions> = {}): Promise<ParityReport> {
  const found = await findApache();
  if (!found.ok) throw new Error(found.error.message);
  const compared = await runParity(project, {
    install: found.value,
    requests: 0,
    seed: 1,
    realBackends: false,
    allowUnsafe: false,
    signal: new AbortController().signal,
    onRow: () => undefined,
    ...options,
  });
  if (!compared.ok) throw new Error(compared.error.message);
  return compared.value;
}
