import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { INCLUDE_LIMITS, type IncludedFile, type IncludeReader } from '../on-demand.ts';
import { fileWords } from './project-file.ts';

/**
 * Reads the files behind Include lines: only regular files whose real path is under `root` (DESIGN.md §8), however a
 * pattern or a link gets there. Relative patterns start at the ServerRoot, or else at `folder`, where the configuration
 * lies, or at the root; absolute ones below the ServerRoot are looked for below the root too, so that a copied folder can
 * be read.
 */
export function includeReader(root: string, folder: string): IncludeReader {
  const realRoot = realpathSync(root);
  const realFolder = realpathSync(folder);
  return {
    read(pattern, serverRoot) {
      const found = new Set<string>();
      for (const start of startingPoints(pattern, serverRoot, realRoot, realFolder)) {
        for (const file of expand(start, realRoot)) found.add(file);
        if (found.size > 0) break;
      }
      return [...found].map((file) => readOne(file, realRoot));
    },
  };
}

/** Where a pattern may mean, most literal first; all of it still has to prove to be under the root. */
function startingPoints(
  pattern: string,
  serverRoot: string | null,
  root: string,
  folder: string,
): readonly string[] {
  const base = serverRoot !== null && path.isAbsolute(serverRoot) ? path.normalize(serverRoot) : null;
  if (!path.isAbsolute(pattern)) {
    const bases = base !== null && isInside(base, root) ? [base, folder, root] : [folder, root];
    return [...new Set(bases)].map((start) => path.join(start, pattern));
  }
  const moved =
    base !== null && isInside(pattern, base) ? [path.join(root, path.relative(base, pattern))] : [];
  return [path.normalize(pattern), ...moved];
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, path.normalize(file));
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

/** The files of a pattern in httpd's order: wildcards in any part, folders with all they hold, by name. */
function expand(pattern: string, root: string): readonly string[] {
  if (!isInside(pattern, root)) return [pattern].filter((file) => !/[*?[]/.test(file) && exists(file));
  let found: readonly string[] = [root];
  for (const part of path
    .relative(root, pattern)
    .split(path.sep)
    .filter((piece) => piece !== '')) {
    found = found.flatMap((folder) =>
      /[*?[]/.test(part)
        ? namesIn(folder)
            .filter((name) => matches(name, part))
            .map((name) => path.join(folder, name))
        : [path.join(folder, part)].filter(exists),
    );
    if (found.length > INCLUDE_LIMITS.files) break;
  }
  const budget = { left: INCLUDE_LIMITS.files + 1 };
  return found.flatMap((file) => filesOf(file, root, 0, budget));
}

/** A file itself, or everything in a folder, also deeper. */
function filesOf(file: string, root: string, depth: number, budget: { left: number }): readonly string[] {
  if (budget.left <= 0) return [];
  if (!isFolder(file)) {
    budget.left--;
    return [file];
  }
  if (depth >= INCLUDE_LIMITS.depth || !isReallyInside(file, root)) return [file];
  return namesIn(file).flatMap((name) => filesOf(path.join(file, name), root, depth + 1, budget));
}

function readOne(file: string, root: string): IncludedFile {
  try {
    const real = realpathSync(file);
    if (!isInside(real, root)) return { name: file, refused: 'it lies outside of the root that was given' };
    const stat = statSync(real);
    if (!stat.isFile()) return { name: file, refused: 'it is not a regular file' };
    if (stat.size > INCLUDE_LIMITS.characters) return { name: file, refused: 'it is too large' };
    return { name: file, text: readFileSync(real, 'utf8') };
  } catch (error) {
    return { name: file, refused: fileWords(error) };
  }
}

/** Names of a folder as httpd sorts them; none when it can't be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isReallyInside(file: string, root: string): boolean {
  try {
    return isInside(realpathSync(file), root);
  } catch {
    return false;
  }
}

/** `*`, `?` and `[…]` as in apr_fnmatch; a leading dot has to be written. */
function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const source = pattern.replace(/\[!?\]?[^\]]*\]|[*?]|[\\^$.|+(){}[\]]/g, (piece) => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (piece.length > 2 && piece.startsWith('[')) {
      return `[${piece.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
    }
    return `\\${piece}`;
  });
  try {
    return new RegExp(`^${source}$`, 's').test(name);
  } catch {
    return false;
  }
}
