// Our command line, bundled from the sources as they are: always what is being worked on, never an old build.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCli } from '../../../build/cli/build-cli.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, '.cache', 'bench');
const RECORDING = 'around.recorder.add(';
const DETECTORS = 'isOn: options.detectors !== false';

/**
 * `recording` is the product; `silent` is the same without writing exchanges down, `undiagnosed` without detectors: the
 * differences are what those cost.
 */
export function ourProgram(variant) {
  return join(folder, variant, 'routepin.js');
}

/** As they ship. */
export async function buildOurPrograms() {
  await buildCli(join(folder, 'recording'));
  await buildCli(join(folder, 'silent'), {
    plugins: [without('silent', /record-exchange\.ts$/, RECORDING, `false && ${RECORDING}`)],
  });
  await buildCli(join(folder, 'undiagnosed'), {
    plugins: [without('undiagnosed', /running-routepin\.ts$/, DETECTORS, 'isOn: false')],
  });
}

function without(name, filter, text, instead) {
  return {
    name,
    load(id) {
      if (!filter.test(id)) return null;
      const source = readFileSync(id, 'utf8');
      if (!source.includes(text)) throw new Error(`${id} no longer says ${text}: adapt the benchmark`);
      return { code: source.replace(text, instead), moduleType: 'ts' };
    },
  };
}
