// Our command line, bundled from the sources as they are: always what is being worked on, never an old build.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, '.cache', 'bench');
const RECORDING = 'around.recorder.add(';

/** `recording` is the product; `silent` is the same without writing exchanges down: the difference is what that costs. */
export function ourProgram(variant) {
  return join(folder, variant, 'routepin.mjs');
}

export async function buildOurPrograms() {
  // As build/build.mjs makes it.
  const common = {
    absWorkingDir: root,
    entryPoints: ['core/cli/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    logLevel: 'error',
    minifySyntax: true,
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
  };
  await build({ ...common, outfile: ourProgram('recording') });
  await build({
    ...common,
    outfile: ourProgram('silent'),
    plugins: [{ name: 'silent', setup: leaveOutRecording }],
  });
}

function leaveOutRecording(build) {
  build.onLoad({ filter: /record-exchange\.ts$/ }, ({ path }) => {
    const source = readFileSync(path, 'utf8');
    if (!source.includes(RECORDING))
      throw new Error(`${path} no longer says ${RECORDING}: adapt the benchmark`);
    return { contents: source.replace(RECORDING, `false && ${RECORDING}`), loader: 'ts' };
  });
}
