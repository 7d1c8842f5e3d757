// Bundles test/bench/NAME.bench.ts and runs it: `node test/bench/run.mjs decision`. Node 20 runs no TypeScript.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [name] = process.argv.slice(2);
if (name === undefined) {
  console.error('usage: node test/bench/run.mjs NAME   (for test/bench/NAME.bench.ts)');
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'routepin-bench-'));
try {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [new URL(`${name}.bench.ts`, import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(folder, { recursive: true, force: true });
}
