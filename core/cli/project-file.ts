import { open } from 'node:fs/promises';
import { type Project, parseProjectText } from '../contract/index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { counted, problemLines } from './trouble-words.ts';

/** Larger than any project that a person could mean. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The project in a file. Ends the command with every finding when there is none; the file is only read. */
export async function readProjectFile(file: string): Promise<Project> {
  return projectIn(file, await readTextFile(file));
}

/** The project in a file's text. Ends the command with every finding when there is none. */
export function projectIn(file: string, text: string): Project {
  const parsed = parseProjectText(text);
  if (parsed.ok) return parsed.value;
  throw new CliFailure(
    EXIT.usage,
    `${file} has ${counted(parsed.error.length, 'problem')}; nothing was started or changed`,
    problemLines(parsed.error),
  );
}

/** The text of a file that somebody named. Ends the command when it can't be read. */
export async function readTextFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      // A pipe or a device might never end.
      if (!stat.isFile()) throw new Error('it is not a regular file');
      if (stat.size > MOST_BYTES) throw new Error('it is larger than 8 MB');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CliFailure(EXIT.usage, `${file} cannot be read: ${fileWords(error)}`);
  }
}

/** A file system's error in words. */
export function fileWords(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of the path is not a folder';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EROFS':
      return 'the disk is read-only';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
