#!/usr/bin/env node
/**
 * Fills the figures of benchmarks.md: what a command printed, with the command, the date and the machine.
 *
 *   node build/docs/benchmarks.mjs                    runs every command of COMMANDS, one after another: half an hour
 *   node build/docs/benchmarks.mjs proxies sessions   only these
 *   node build/docs/benchmarks.mjs proxies=out.txt    what was printed before (`npm run bench | tee out.txt`); its date is the file's
 *
 * Only figures that a command has printed on this machine get in: nothing is typed by hand.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { run } from '../run.mjs';

/** The sections of the page and where their figures come from. */
export const COMMANDS = /** @type {const} */ ({
  proxies: 'npm run bench',
  sessions: 'npm run bench:sessions',
  chaos: 'npm run chaos -- --seconds 60',
  ui: 'npm run bench:ui',
});

/** Only there to catch a hang. */
const LIMIT_MS = 30 * 60_000;
const PAGE = new URL('benchmarks.md', import.meta.url);

/**
 * The page with the figures of one section replaced.
 * @param {string} page
 * @param {string} name
 * @param {{ output: string, date: string, machine: string }} taken `output` as the command printed it
 */
export function withFigures(page, name, { output, date, machine }) {
  if (!Object.hasOwn(COMMANDS, name))
    throw new Error(`no such figures: ${name} (there are ${Object.keys(COMMANDS).join(', ')})`);
  const [begin, end] = [`<!-- figures: ${name} -->\n`, `<!-- /figures: ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no place for the figures of ${name}`);
  const lines = stripVTControlCharacters(output)
    .replaceAll('```', "'''")
    .split('\n')
    // What npm says of itself.
    .filter((line) => !/^> /.test(line))
    .map((line) => line.replace(/^.*\r(?!$)/, '').trimEnd());
  const text = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (text === '') throw new Error(`${name}: nothing was printed`);
  // npm says what it starts: a shorter run is not passed off as the whole one.
  const started = /^> (node .*)$/m.exec(stripVTControlCharacters(output))?.[1]?.trim();
  const command = started ?? COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)];
  const told = `\`${command}\`, ${date}, on ${machine}:\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  return page.slice(0, from + begin.length) + told + page.slice(to);
}

/** The machine in a few words. */
async function machineWords() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const system = /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? `${os.type()} ${os.release()}`;
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim() ?? 'an unknown processor';
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus.length} × ${model}, ${gigabytes} GB, ${system}, Node ${process.versions.node}`;
}

/** @param {string} name @param {string | undefined} file */
async function take(name, file) {
  const machine = await machineWords();
  if (file !== undefined) {
    const date = (await stat(file)).mtime.toISOString().slice(0, 10);
    return { output: await readFile(file, 'utf8'), date, machine };
  }
  const command = COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)] ?? '';
  console.log(`${command} …`);
  const { code, output } = await run(command.split(' '), { limitMs: LIMIT_MS });
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return { output, date: new Date().toISOString().slice(0, 10), machine };
}

/** @param {readonly string[]} args */
async function main(args) {
  for (const arg of args.length > 0 ? args : Object.keys(COMMANDS)) {
    const [name = '', file] = arg.split('=');
    const taken = await take(name, file);
    // Read anew each time: half an hour has passed.
    await writeFile(PAGE, withFigures(await readFile(PAGE, 'utf8'), name, taken));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(`benchmarks: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
