/** The Firefox that the tests drive, where it can be had. No dependencies: this runs in a fresh clone. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** Debian's; `ROUTEPIN_FIREFOX` names another one. */
export const FIREFOX = process.env.ROUTEPIN_FIREFOX ?? '/usr/bin/firefox-esr';

/**
 * Why there is no Firefox to test with, in a sentence; null where there is one.
 * @param {string} [file]
 * @returns {Promise<string | null>}
 */
export async function firefoxIsMissing(file = FIREFOX) {
  return access(file, constants.X_OK).then(
    () => null,
    () => `there is no ${file} (Debian's package firefox-esr); ROUTEPIN_FIREFOX names another one`,
  );
}
