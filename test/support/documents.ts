import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeSpans, commandBlocks, headings, links } from './markdown.ts';

/** The Markdown documents of the repository, and what is wrong with one. */

export const root = path.resolve(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', 'artefacts', 'dist', 'release', 'coverage', '.git', '.cache']);
/** Folders that are made by running something. */
const MADE = /^(artefacts|dist|release|userData)\//;

/** Every file of the repository that nobody makes, by its path from the root. */
const everyFile: readonly string[] = await filesBelow(root);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const place = path.join(folder, entry.name);
      if (!entry.isDirectory()) return [path.relative(root, place)];
      return SKIPPED.has(entry.name) ? [] : filesBelow(place);
    }),
  );
  return found.flat();
}

/** All documents, by their paths from the root. */
export const documents: readonly string[] = everyFile.filter((file) => file.endsWith('.md')).sort();

/** Links, anchors and pictures that lead nowhere. Addresses of the web are looked at, not fetched. */
export function brokenLinks(file: string, text: string): readonly string[] {
  return links(text).filter((link) => {
    if (/^[a-z]+:/i.test(link)) return !URL.canParse(link);
    const [place = '', anchor] = link.split('#');
    const target = place === '' ? file : path.resolve(path.dirname(file), decodeURI(place));
    if (!existsSync(target)) return true;
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return !headings(target === file ? text : readFileSync(target, 'utf8')).includes(anchor);
  });
}

/**
 * Files that a document names in code and that are not there: looked for from the root, from its
 * folder, or by name below it and below the folder of its tests.
 */
export function missingFiles(file: string, text: string): readonly string[] {
  const folder = path.dirname(file);
  const below = `${path.relative(root, folder)}/`;
  const names = new Set(
    everyFile
      .filter((place) => below === '/' || place.startsWith(below) || place.startsWith(`test/${below}`))
      .map((place) => path.basename(place)),
  );
  const isThere = (place: string) =>
    MADE.test(place) ||
    existsSync(path.join(root, place)) ||
    existsSync(path.join(folder, place)) ||
    names.has(place);
  return codeSpans(text).filter((span) => {
    const isFile = /^[\w.-]+\.(tsx?|mjs|cjs|grit)$/.test(span);
    const isPath = /^(build|core|electron|renderer|test)(\/[\w.@-]+)+\/?$/.test(span);
    return (isFile || isPath) && !isThere(span);
  });
}

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/**
 * Commands of a document, in blocks and in sentences, that can't be typed as they stand: scripts of npm that don't
 * exist, files for Node that are not there.
 */
export function wrongCommands(text: string): readonly string[] {
  const lines = [...codeSpans(text), ...commandBlocks(text).flatMap((block) => block.lines)];
  return lines.filter((line) => {
    const script = /\bnpm (?:run ([\w:-]+)|(start|test))\b/.exec(line);
    if (script !== null && scripts[script[1] ?? script[2] ?? ''] === undefined) return true;
    const program = /\bnode (?:--[\w=-]+ )*((?:build|test)\/[\w./-]+)/.exec(line);
    return program !== null && !existsSync(path.join(root, program[1] ?? ''));
  });
}

/** `line`s of everything that is wrong with a document, each with its kind. */
export async function troublesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8');
  const unmarked = commandBlocks(text).filter(({ kind }) => kind === 'unmarked');
  return [
    ...brokenLinks(file, text).map((link) => `leads nowhere: ${link}`),
    ...missingFiles(file, text).map((name) => `no such file: ${name}`),
    ...wrongCommands(text).map((line) => `no such command: ${line}`),
    ...unmarked.map(({ lines }) => `a block that is neither run nor an illustration: ${lines[0]}`),
  ];
}
