import { execFile } from 'node:child_process';

/** A listing takes well under a second; on a stuck system nobody should wait longer for a hint. */
const PATIENCE_MS = 5000;

/**
 * What a system program prints; '' when it is missing, fails or hangs, because a listing is a help and never needed.
 * `file` is an absolute path: the search path of a project's folder must not decide what runs.
 */
export function outputOf(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: PATIENCE_MS, maxBuffer: 8 << 20, windowsHide: true },
      // lsof exits 1 when some of what it was asked has no answer, and prints the rest all the same.
      (_error, stdout) => resolve(stdout),
    );
  });
}
