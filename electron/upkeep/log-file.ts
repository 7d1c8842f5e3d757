import { mkdirSync } from 'node:fs';
import { createStream } from 'rotating-file-stream';

/** A log of a megabyte is some ten thousand lines: months of an ordinary life, and read by any editor. */
const LOG_SIZE = '1M';
/** Older ones, compressed; the oldest goes. */
const OLD_LOGS = 5;

/** The app's own words on this machine, for somebody who looks into what went wrong. Nothing is sent anywhere. */
export interface LogFile {
  write(text: string): void;
  close(): Promise<void>;
}

/**
 * Opens `routepin.log` in `folder`, which is made. It is turned when it is full. A folder that can't be written costs
 * the log and nothing else.
 */
export function openLogFile(folder: string, now: () => Date = () => new Date()): LogFile {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return { write() {}, close: async () => {} };
  }
  const stream = createStream('routepin.log', {
    path: folder,
    size: LOG_SIZE,
    maxFiles: OLD_LOGS,
    compress: 'gzip',
    mode: 0o600,
  });
  // A full disk is told by whatever else fails; the log has nobody to tell.
  stream.on('error', () => {});
  stream.on('warning', () => {});
  return {
    write(text) {
      stream.write(`${now().toISOString()} ${text}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
