import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import { lazyBuiltins } from './lazy-builtins.mjs';
import { commonJsBundle, manifest, noteBundled, otherVersion } from './node-bundle.mjs';
import { root } from './staleness.mjs';

/**
 * A program to be split. Each of `entries` becomes a file of its name, and so does what is imported by `import()`, read
 * when it is asked for. With `together`, all that the entries themselves import is one file of that name.
 * @typedef {object} Program
 * @property {Record<string, string>} entries sources by the names of their files
 * @property {string} [together]
 * @property {boolean} sourcemap
 * @property {string[]} [external] beside Node's own modules
 * @property {import('rolldown').Plugin[]} [plugins]
 */

/**
 * Bundles a program for Node into several CommonJS files, all in `folder`, as `__dirname` says. Modules of the other kind
 * can't be read out of an archive by Electron's oldest runtime.
 * @param {string} folder
 * @param {Program} program
 * @returns {Promise<string[]>} warnings
 */
export async function splitBundle(folder, { entries, together, sourcemap, external = [], plugins = [] }) {
  /** @type {string[]} */
  const warnings = [];
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    external,
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
    ...(together === undefined
      ? {}
      : { codeSplitting: { groups: [{ name: together, tags: ['$initial'] }] } }),
    // Composed with the rewriting's below, which reads it out of the file.
    sourcemap: sourcemap ? 'inline' : false,
  });
  await bundle.close();
  await mkdir(folder, { recursive: true });
  const files = output.filter((file) => file.type === 'chunk');
  for (const id of files.flatMap(({ moduleIds }) => moduleIds)) noteBundled(id);
  await Promise.all(files.map(({ fileName, code }) => writeSmaller(folder, fileName, code, sourcemap)));
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

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} text
 * @param {boolean} sourcemap
 */
async function writeSmaller(folder, name, text, sourcemap) {
  const { code, map, legalComments } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: commonJsBundle.target,
    charset: commonJsBundle.charset,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'external',
    ...(text.includes('__importMetaUrl') ? { banner: commonJsBundle.banner.js } : {}),
    sourcemap: sourcemap ? 'external' : false,
    sourcefile: name,
  });
  const file = path.join(folder, name);
  await writeFile(file, sourcemap ? `${code}//# sourceMappingURL=${name}.map\n` : code);
  if (sourcemap) await writeFile(`${file}.map`, map);
  if (legalComments) await writeFile(`${file}.LEGAL.txt`, legalComments);
}
