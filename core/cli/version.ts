import { version } from '../../package.json';
import type { Capabilities } from '../contract/index.ts';

export const VERSION: string = version;

/** What the UI of `serve` can do: it lives in an ordinary browser, which has one cookie jar and opens no files. */
export function cliCapabilities(): Capabilities {
  return { shell: 'browser', embeddedTabs: false, files: false, version, platform: process.platform };
}
