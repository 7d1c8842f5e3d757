#!/usr/bin/env node
/**
 * `node build/docs/make.mjs`: the pages that are made from the code. `--check` writes nothing and ends with 1 when one
 * is older than the code.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { cliPage } from './cli.mjs';
import { keysPage } from './keys.mjs';
import { projectFilePage } from './project-file.mjs';

/** @type {Readonly<Record<string, () => Promise<string>>>} */
export const PAGES = { 'cli.md': cliPage, 'keys.md': keysPage, 'project-file.md': projectFilePage };

const NOTE = '<!-- Made by node build/docs/make.mjs: change the code, not this page. -->\n\n';

/** @param {string} name of a page @returns {Promise<{ file: URL, text: string, isCurrent: boolean }>} */
export async function makePage(name) {
  const file = new URL(name, import.meta.url);
  const text = NOTE + (await PAGES[name]?.());
  return { file, text, isCurrent: (await readFile(file, 'utf8').catch(() => '')) === text };
}

async function main() {
  for (const name of Object.keys(PAGES)) {
    const { file, text, isCurrent } = await makePage(name);
    if (isCurrent) continue;
    console.log(`${name} is older than the code`);
    if (process.argv.includes('--check')) process.exitCode = 1;
    else await writeFile(file, text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
