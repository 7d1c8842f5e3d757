// Our command line, bundled from the sources as they are: always what is being worked on, never an old build.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCli } from '../../../build/cli/build-cli.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, '.cache', 'bench');
const RECORDING = 'around.recorder.add(';

/** `recording` is the product; `silent` is the same without writing exchanges down: the difference is what that costs. */
export function ourProgram(variant) {
  return join(folder, variant, 'routepin.js');
}

/** As they ship. */
export async function buildOurPrograms() {
  await buildCli(join(folder, 'recording'));
  await buildCli(join(folder, 'silent'), { plugins: [{ name: 'silent', setup: leaveOutRecording }] });
}

function leaveOutRecording(build) {
  build.onLoad({ filter: /record-exchange\.ts$/ }, ({ path }) => {
    const source = readFileSync(path, 'utf8');
    if (!source.includes(RECORDING))
      throw new Error(`${path} no longer says ${RECORDING}: adapt the benchmark`);
    return { contents: source.replace(RECORDING, `false && ${RECORDING}`), loader: 'ts' };
  });
}
