import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliFailure, EXIT } from './exit-codes.ts';
import { fileWords } from './project-file.ts';

/**
 * Writes an output file so that a reader meets the old text or the new one, never a part. Refuses to write over
 * `source`, by whatever name or link it is reached.
 */
export async function writeOutput(file: string, text: string, source: string): Promise<void> {
  const target = await realpath(file).catch(() => path.resolve(file));
  if (await isSameFile(target, source)) {
    throw new CliFailure(EXIT.usage, `${file} is the project itself and is not written over`, [
      '  Name another file with -o.',
    ]);
  }
  const fresh = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  try {
    const old = await stat(target).catch(() => null);
    if (old !== null && !old.isFile()) throw new Error('it is not a regular file');
    const handle = await open(fresh, 'wx', old === null ? 0o644 : old.mode & 0o777);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw new CliFailure(EXIT.failed, `${file} could not be written: ${fileWords(error)}`);
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one).catch(() => null), stat(other).catch(() => null)]);
  return a !== null && b !== null && a.ino === b.ino && a.dev === b.dev;
}
