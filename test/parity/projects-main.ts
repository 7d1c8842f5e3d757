import { findApache } from '../../core/host/apache/find-apache.ts';
import { compare, projectOf } from './projects.ts';

/** `npm run parity -- --projects N`: random projects, each as `routepin parity` compares it. Gives the exit code. */
export async function runProjects(
  count: number,
  firstSeed: number,
  text: 'plain' | 'hostile',
): Promise<number> {
  const found = await findApache();
  if (!found.ok) throw new Error(found.error.message);
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancel.abort());
  const sum = { projects: 0, requests: 0, compared: 0, different: 0, failed: 0 };
  const startedMs = Date.now();
  for (let seed = firstSeed; seed < firstSeed + count && !cancel.signal.aborted; seed++) {
    const project = projectOf(seed, text);
    const compared = await compare(project, found.value, { seed, requests: 80, signal: cancel.signal }).catch(
      (error: unknown) => {
        if (cancel.signal.aborted) return null;
        throw error;
      },
    );
    if (compared === null) break;
    sum.projects++;
    if (!compared.ok) {
      sum.failed++;
      console.log(`seed ${seed}: ${compared.error.message}\n${JSON.stringify(project)}`);
      continue;
    }
    const { summary, rows } = compared.value;
    sum.requests += summary.requests;
    sum.compared += summary.compared;
    sum.different += summary.different;
    const first = rows.find((row) => row.kind === 'request' && row.outcome === 'different');
    if (first !== undefined) {
      console.log(`DIVERGENCE seed ${seed}: ${JSON.stringify(first)}\n${JSON.stringify(project)}`);
    }
    if (summary.requests !== summary.compared) {
      console.log(`seed ${seed}: ${summary.requests - summary.compared} left out`);
    }
  }
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  console.log(`${JSON.stringify(sum)}, seed ${firstSeed}, ${seconds} s`);
  return sum.different + sum.failed === 0 ? 0 : 1;
}
