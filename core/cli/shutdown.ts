import { EXIT } from './exit-codes.ts';

/**
 * Waits until the program is asked to end: SIGINT, SIGTERM, or nobody reading its output any more. A second signal
 * after that ends it at once.
 */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = () => {
      if (asked) process.exit(EXIT.interrupted);
      asked = true;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
    // Windows and closed terminals.
    process.on('SIGHUP', ask);
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (!asked) ask();
    });
  });
}
