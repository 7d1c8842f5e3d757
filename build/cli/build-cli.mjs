import { execFile } from 'node:child_process';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../staleness.mjs';
import { bundleCli } from './bundle-cli.mjs';

/**
 * Builds the command line into `folder`: `routepin.js` is what node runs, `program.cjs` what a start of `serve` reads,
 * `program.cache` V8's compiled form of that, and beside them what only other commands need, or a click.
 * @param {string} folder
 * @param {{ sourcemap?: boolean, plugins?: import('rolldown').Plugin[] }} [options]
 * @returns {Promise<string[]>} warnings
 */
export async function buildCli(folder, { sourcemap = false, plugins = [] } = {}) {
  const warnings = await bundleCli(folder, {
    entries: { main: 'core/cli/main.ts', serve: 'core/cli/serve-command.ts' },
    together: 'program',
    sourcemap,
    plugins,
  });
  await copyFile(path.join(root, 'build/cli/launcher.cjs'), path.join(folder, 'routepin.js'));
  await chmod(path.join(folder, 'routepin.js'), 0o755);
  await writeFile(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  return [...warnings, ...(await makeCodeCache(folder))];
}

/**
 * V8's compiled form of what a start reads, beside it. Without it a start is only slower, so a failure is a warning.
 * @param {string} folder
 * @returns {Promise<string[]>} warnings
 */
async function makeCodeCache(folder) {
  try {
    const script = path.join(root, 'build/cli/make-code-cache.cjs');
    await promisify(execFile)(process.execPath, [script, folder], { timeout: 60_000 });
    return [];
  } catch (error) {
    return [`no code cache for ${path.basename(folder)}: ${error instanceof Error ? error.message : error}`];
  }
}
