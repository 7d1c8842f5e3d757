import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAtCrashReports } from '../../../electron/upkeep/crash-reports.ts';
import { openLogFile } from '../../../electron/upkeep/log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-upkeep-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('openLogFile', () => {
  test('writes lines with their time, and turns when it is full', async () => {
    const log = openLogFile(path.join(folder, 'logs'), () => new Date(0));
    log.write('hello');
    // Three megabytes: the live file holds one.
    for (let i = 0; i < 3_000; i++) log.write('x'.repeat(1_024));
    await log.close();
    const files = await readdir(path.join(folder, 'logs'));
    expect(files).toContain('routepin.log');
    const live = await readFile(path.join(folder, 'logs/routepin.log'));
    expect(live.length).toBeLessThan(1_200_000);
    expect(files.filter((name) => name !== 'routepin.log').length).toBeGreaterThan(0);
  });

  test('a folder that cannot be made costs the log only', async () => {
    await writeFile(path.join(folder, 'taken'), '');
    const log = openLogFile(path.join(folder, 'taken', 'logs'));
    log.write('hello');
    await log.close();
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('lookAtCrashReports', () => {
  async function report(name: string, writtenS: number): Promise<void> {
    await mkdir(path.join(folder, 'completed'), { recursive: true });
    const file = path.join(folder, 'completed', name);
    await writeFile(file, 'MDMP');
    await utimes(file, writtenS, writtenS);
  }

  test('no folder, no crash', async () => {
    expect(await lookAtCrashReports(path.join(folder, 'none'))).toBe(0);
  });

  test('tells each report once', async () => {
    await report('a.dmp', 1_000);
    expect(await lookAtCrashReports(folder)).toBe(1);
    expect(await lookAtCrashReports(folder)).toBe(0);
    await report('b.dmp', 2_000);
    await report('c.dmp', 3_000);
    expect(await lookAtCrashReports(folder)).toBe(2);
  });

  test('keeps the ten newest', async () => {
    for (let i = 0; i < 13; i++) await report(`${i}.dmp`, 1_000 + i);
    await writeFile(path.join(folder, 'completed/0.meta'), '');
    await lookAtCrashReports(folder);
    const left = await readdir(path.join(folder, 'completed'));
    expect(left.sort()).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 3}.dmp`).sort());
  });
});
