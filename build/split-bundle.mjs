import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle, commonJsBundle, writeCommonJs } from './node-bundle.mjs';

/**
 * Bundles a program for Electron's main process into several CommonJS files: what `entry` imports, and a file for each
 * `import()` of something else, read when it is asked for. All lie in `folder`, as `__dirname` says.
 *
 * esbuild splits modules of the other kind only, and Electron's oldest runtime can't read those out of an archive. So they
 * are split as such and then rewritten, each by itself: `import` becomes `require` of the file beside it.
 * @param {string} folder
 * @param {{ name: string, entry: string, sourcemap: boolean, external: string[] }} program
 * @returns {Promise<string[]>} warnings
 */
export async function splitBundle(folder, { name, entry, sourcemap, external }) {
  /** @type {import('esbuild').OutputFile[]} */
  const files = [];
  const { banner: _, ...options } = commonJsBundle;
  const warnings = await bundle(
    {
      ...options,
      format: 'esm',
      splitting: true,
      entryPoints: { [name]: entry },
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      chunkNames: '[name]-[hash]',
      external,
      // Composed with that of `writeCommonJs`, which reads it out of the file.
      sourcemap: sourcemap ? 'inline' : false,
      write: false,
      plugins: [contractIsData],
    },
    files,
  );
  await mkdir(folder, { recursive: true });
  for (const { path: file, text } of files) {
    if (!file.endsWith('.cjs')) {
      await writeFile(file, text);
      continue;
    }
    // Of a CommonJS package that is imported by `import()` only the default would be there, and each name undefined.
    if (/export default require_\w+\(\)/.test(text))
      throw new Error(
        `${path.basename(file)}: a CommonJS package can't be imported by import() here; export what is needed from a file of ours`,
      );
    await writeCommonJs(file, text, sourcemap);
  }
  return warnings;
}

/**
 * The contract's modules only say what data looks like: whoever uses none of a module's schemas needs none of zod
 * (vite.config.mjs says the same of the page).
 * @type {import('esbuild').Plugin}
 */
const contractIsData = {
  name: 'routepin:contract-is-data',
  setup({ onResolve, resolve }) {
    const seen = 'routepin:contract-is-data';
    onResolve({ filter: /^\./ }, async ({ path: wanted, pluginData, ...asked }) => {
      if (pluginData === seen) return undefined;
      const found = await resolve(wanted, { ...asked, pluginData: seen });
      const isContract = /[\\/]core[\\/]contract[\\/][^\\/]+\.ts$/.test(found.path);
      return isContract ? { ...found, sideEffects: false } : found;
    });
  },
};
