#!/usr/bin/env node
/**
 * Minifies the script that is inserted into pages of ordinary browsers and writes it down as a module, so that the core
 * needs no file of its own at run time. Run it after every change of `page-script.js`; a test compares the two.
 *
 *   node build/page-script.mjs
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const FOLDER = path.resolve(import.meta.dirname, '../core/sessions/tracking');

/** The module's text as it should be. */
export async function pageScriptModule() {
  const source = await readFile(path.join(FOLDER, 'page-script.js'), 'utf8');
  const { code } = await transform(source, { minify: true, target: 'es2020', charset: 'ascii' });
  return [
    '/** Made by build/page-script.mjs from page-script.js: edit that one. */',
    'export const PAGE_SCRIPT =',
    `  '${code.trim().replaceAll('\\', '\\\\').replaceAll("'", "\\'")}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(path.join(FOLDER, 'page-script.generated.ts'), await pageScriptModule());
}
