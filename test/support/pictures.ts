import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';

const folder = path.resolve(import.meta.dirname, '../../artefacts/journey');

/** Keeps a picture of the page in artefacts/journey/, to be looked at. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/**
 * Keeps a picture of the whole display: embedded pages are left out of a page's own picture (TOOLCHAIN.md).
 * Without ImageMagick there is none; no test depends on it.
 */
export async function photographDisplay(name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)('import', ['-window', 'root', path.join(folder, `${name}.png`)]).catch(() => {});
}
