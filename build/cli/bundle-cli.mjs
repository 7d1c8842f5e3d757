import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { commonJsBundle, manifest, noteBundled, otherVersion, writeCommonJs } from '../node-bundle.mjs';
import { root } from '../staleness.mjs';
import { lazyBuiltins } from './lazy-builtins.mjs';

/**
 * The command line, in several CommonJS files. Each of `entries` becomes one of its name, and so does what is imported by
 * `import()`, read when it is asked for; all that the entries themselves import is one file named `together`.
 *
 * Electron's main process is split otherwise (../split-bundle.mjs), as fine as its parts are asked for: bundled like this its
 * cold start took 70 ms more.
 * @typedef {object} Program
 * @property {Record<string, string>} entries sources by the names of their files
 * @property {string} together
 * @property {boolean} sourcemap
 * @property {import('rolldown').Plugin[]} [plugins]
 */

/**
 * @param {string} folder
 * @param {Program} program
 * @returns {Promise<string[]>} warnings
 */
export async function bundleCli(folder, { entries, together, sourcemap, plugins = [] }) {
  /** @type {string[]} */
  const warnings = [];
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    plugins: [...plugins, lazyBuiltins, version],
    transform: { target: commonJsBundle.target, define: commonJsBundle.define },
    // The contract's modules only say what data looks like: whoever uses none of a module's schemas needs none of zod
    // (vite.config.mjs says the same of the page).
    treeshake: {
      moduleSideEffects: [{ test: /[\\/]core[\\/]contract[\\/][^\\/]+\.ts$/, sideEffects: false }],
    },
    onLog: (_level, { message }) => warnings.push(message),
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: ({ name }) => (name === together ? '[name].cjs' : '[name]-[hash].cjs'),
    codeSplitting: { groups: [{ name: together, tags: ['$initial'] }] },
    // Composed with that of `writeCommonJs`, which reads it out of the file.
    sourcemap: sourcemap ? 'inline' : false,
  });
  await bundle.close();
  await mkdir(folder, { recursive: true });
  const files = output.filter((file) => file.type === 'chunk');
  for (const id of files.flatMap(({ moduleIds }) => moduleIds)) noteBundled(id);
  await Promise.all(
    files.map(({ fileName, code }) => writeCommonJs(path.join(folder, fileName), code, sourcemap)),
  );
  return warnings;
}

/** @type {import('rolldown').Plugin} */
const version = {
  name: 'routepin:version',
  load: (id) =>
    otherVersion !== undefined && id === manifest
      ? { code: JSON.stringify({ version: otherVersion }), moduleType: 'json' }
      : null,
};
