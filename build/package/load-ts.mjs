/** TypeScript of the product for build scripts: what documents are made from is the code itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from '../staleness.mjs';

/**
 * What a module of the checkout exports. Its own imports are bundled with it, so relative ones work; packages that it
 * uses are taken along.
 * @param {string} file relative to the checkout
 * @param {string} [contents] instead of what stands in the file, which need not be there
 * @returns {Promise<any>}
 */
export async function loadTs(file, contents) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'routepin-load-'));
  try {
    const outfile = path.join(folder, 'module.mjs');
    await esbuild.build({
      absWorkingDir: root,
      ...(contents === undefined
        ? { entryPoints: [file] }
        : {
            stdin: {
              contents,
              loader: 'ts',
              resolveDir: path.join(root, path.dirname(file)),
              sourcefile: file,
            },
          }),
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      jsx: 'automatic',
      loader: { '.css': 'empty', '.module.css': 'empty', '.woff2': 'empty', '.svg': 'text' },
      logLevel: 'silent',
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
