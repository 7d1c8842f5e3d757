import { watch } from 'node:fs';
import path from 'node:path';

/** Editors write in several steps (temporary file, rename, chmod); looked at when they have been quiet this long. */
const QUIET_MS = 200;

/**
 * Tells when a file may have changed. Its folder is watched, not the file: after an atomic replacement a watched
 * file would be the old one for ever. Where watching is not possible (some network disks) nothing is told; saving
 * compares the text anyway. Returns its remover.
 */
export function watchFile(file: string, onChange: () => void): () => void {
  const name = path.basename(file);
  let timer: NodeJS.Timeout | null = null;
  const soon = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  };
  try {
    const watcher = watch(path.dirname(file), { persistent: false }, (_kind, changed) => {
      if (changed === null || changed === name) soon();
    });
    watcher.on('error', () => watcher.close());
    return () => {
      watcher.close();
      if (timer !== null) clearTimeout(timer);
    };
  } catch {
    return () => {};
  }
}
