import { rmSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atExit } from './at-exit.ts';

/** A folder of ours for the time of one piece of work. */
export interface WorkFolder {
  /** Absolute, without links. */
  readonly path: string;
  /** Removes it with all that is in it. Safe to call twice. */
  remove(): Promise<void>;
}

/** An empty folder below the system's temporary one. It is gone after `remove`, or at the latest with the process. */
export async function makeWorkFolder(prefix: string): Promise<WorkFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), prefix)));
  // A server that root started answers as somebody else, who must be able to look in; only root writes.
  await chmod(folder, 0o755);
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      forget();
    },
  };
}
