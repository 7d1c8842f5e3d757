import { copyFile, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

export interface AtomicWriteOptions {
  /** Where the file that is replaced is copied to first; absent: no copy. */
  readonly backup?: string;
  /** Permissions of a new file; one that exists keeps its own. Default 0o644, less the umask. */
  readonly mode?: number;
}

let counter = 0;

/**
 * Replaces a file so that a reader, or a crash at any moment, meets the old text or the new one and never a part
 * (DESIGN.md §8): a temporary file beside it, fsync, rename, fsync of the folder. A symbolic link keeps pointing
 * where it points; what it points at is replaced.
 */
export async function writeFileAtomically(
  file: string,
  text: string,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const folder = path.dirname(target);
  const old = await stat(target).catch(() => null);
  const fresh = path.join(folder, `.${path.basename(target)}.${process.pid}.${counter++}.tmp`);
  try {
    const handle = await open(fresh, 'wx', options.mode ?? 0o644);
    try {
      if (old !== null) await handle.chmod(old.mode & 0o777);
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (old !== null && options.backup !== undefined) await copyFile(target, options.backup);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the rename itself durable. Windows cannot open folders, and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // Some network file systems refuse; the file's own bytes are safe already.
  } finally {
    await handle.close();
  }
}
