import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Enough to see whether it is the same crash again; a report is about a megabyte. */
const KEPT_REPORTS = 10;
/** Holds the time of the newest report that somebody has been told of, in epoch ms. */
const SEEN_FILE = 'seen';

/**
 * Looks through the folder of crash reports when the app starts: the oldest go, and the answer is how many are new
 * since the last look. Reports are Chromium's minidumps, written by its own crash handler into this folder and nowhere
 * else; where it puts them below differs by system. 0 when there is no such folder.
 */
export async function lookAtCrashReports(folder: string): Promise<number> {
  const reports = await reportsIn(folder);
  if (reports.length === 0) return 0;
  for (const { file } of reports.slice(KEPT_REPORTS)) {
    await rm(file, { force: true });
    // What the crash handler keeps beside each.
    await rm(file.replace(/\.dmp$/, '.meta'), { force: true });
  }
  const seenFile = path.join(folder, SEEN_FILE);
  const seenMs = Number(await readFile(seenFile, 'utf8').catch(() => '0')) || 0;
  const newestMs = reports[0]?.writtenMs ?? 0;
  if (newestMs > seenMs) await writeFile(seenFile, String(newestMs)).catch(() => {});
  return reports.filter(({ writtenMs }) => writtenMs > seenMs).length;
}

/** Makes a folder that may not be there yet, so that it can be opened. */
export async function readyFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

interface Report {
  readonly file: string;
  readonly writtenMs: number;
}

/** Newest first. */
async function reportsIn(folder: string): Promise<readonly Report[]> {
  // Names only: where an entry lies is `path` in older and `parentPath` in newer versions of Node.
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const reports = await Promise.all(
    names
      .filter((name) => name.endsWith('.dmp'))
      .map(async (name) => {
        const file = path.join(folder, name);
        const found = await stat(file).catch(() => null);
        return { file, isFile: found?.isFile() !== false, writtenMs: Math.round(found?.mtimeMs ?? 0) };
      }),
  );
  return reports.filter(({ isFile }) => isFile).sort((a, b) => b.writtenMs - a.writtenMs);
}
