import { open } from 'node:fs/promises';
import path from 'node:path';
import {
  fail,
  type Problem,
  type Project,
  parseProjectText,
  type Result,
  succeed,
  type Trouble,
} from '../../core/contract/index.ts';

/** Larger than any project that a person could mean; keeps a wrong choice in the dialog from filling the memory. */
const MAX_PROJECT_BYTES = 8 * 1024 * 1024;

export interface ReadProject {
  readonly project: Project;
  /** The file's text as read: saving compares with it. */
  readonly text: string;
}

/** Reads and checks a project file. Changes nothing; every problem comes back with its place. */
export async function readProjectFile(file: string): Promise<Result<ReadProject>> {
  const name = path.basename(file);
  const text = await readText(file);
  if (!text.ok) return fail({ code: 'file-failed', message: `${name} could not be read: ${text.error}` });
  const parsed = parseProjectText(text.value);
  if (parsed.ok) return succeed({ project: parsed.value, text: text.value });
  return fail({
    code: 'bad-project',
    message: `${name} is not a project that can be opened: ${summary(parsed.error)}`,
    hint: 'Nothing was changed, neither the file nor what is open.',
    problems: parsed.error,
  });
}

/** What is in a file, or why it can't be read. Only regular files: a pipe or device would never end. */
export async function readText(file: string): Promise<Result<string, string>> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return fail('it is not a regular file');
      if (stat.size > MAX_PROJECT_BYTES) return fail('it is larger than 8 MB');
      return succeed(await handle.readFile('utf8'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail(fileTrouble(error));
  }
}

/** A file system's error in words. */
export function fileTrouble(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EROFS':
      return 'the disk is read-only';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** One line for a notice; the rest is in the trouble's `problems`. */
export function summary(problems: readonly Problem[]): string {
  const [first, ...others] = problems;
  if (first === undefined) return 'no problem was named';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${first.path}: ${first.message}${more}`;
}

/** A failure to write, as data. */
export function writeTrouble(file: string, error: unknown): Trouble {
  return {
    code: 'file-failed',
    message: `${path.basename(file)} could not be saved in ${path.dirname(file)}: ${fileTrouble(error)}`,
    hint: 'Save it under another name or in another folder.',
  };
}
