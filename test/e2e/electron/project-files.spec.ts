import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { type Desktop, startDesktop } from './desktop.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-files-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

const inFolder = (name: string) => path.join(folder, name);

/** The next save dialog answers with this file. */
async function answerSaveDialog(desktop: Desktop, file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
}

test('a project is saved, edited, saved again and reopened at the next start, the window where it was', async () => {
  const backend = await startBackend('one');
  const listen = `127.0.0.1:${await freePort()}`;
  const userDataDir = inFolder('user');
  let desktop = await startDesktop({
    userDataDir,
    args: ['--backend', String(backend.port), '--listen', listen],
  });
  try {
    await expect.poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.state).toBe('listening');
    await answerSaveDialog(desktop, inFolder('mine'));
    expect(await desktop.run('project.save', {})).toEqual({
      name: 'mine.routepin.json',
      folder,
      unsaved: false,
    });

    const { project } = await desktop.run('snapshot.get', {});
    await desktop.run('project.apply', { project: { ...project, name: 'edited' } });
    expect((await desktop.run('snapshot.get', {})).projectFile.unsaved).toBe(true);
    await desktop.run('project.undo', {});
    expect((await desktop.run('snapshot.get', {})).projectFile.unsaved).toBe(false);
    await desktop.run('project.redo', {});
    expect(await desktop.run('project.save', {})).toMatchObject({ unsaved: false });
    expect(JSON.parse(await readFile(inFolder('mine.routepin.json'), 'utf8')).name).toBe('edited');
    expect(JSON.parse(await readFile(inFolder('mine.routepin.json.bak'), 'utf8')).name).toBe(project.name);

    const bounds = { x: 40, y: 30, width: 1100, height: 700 };
    await desktop.app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    }, bounds);
    await expect
      .poll(async () => JSON.parse(await readFile(path.join(userDataDir, 'settings.json'), 'utf8')).window)
      .toMatchObject(bounds);
    await desktop.close();

    desktop = await startDesktop({ userDataDir });
    await expect
      .poll(async () => (await desktop.run('snapshot.get', {})).projectFile)
      .toEqual({ name: 'mine.routepin.json', folder, unsaved: false });
    const reopened = await desktop.run('snapshot.get', {});
    expect(reopened.project).toEqual({ ...project, name: 'edited' });
    expect(reopened.sites[0]?.state).toBe('listening');
    expect((await desktop.run('shell.get', {})).recent).toEqual([{ name: 'mine.routepin.json', folder }]);
    expect(
      await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
    ).toEqual(bounds);
  } finally {
    await desktop.close();
    await backend.close();
  }
});

test('a broken file opens nothing, is not remembered and not written over', async () => {
  const file = inFolder('broken.routepin.json');
  await writeFile(file, '{"version": 1, "name": "half');
  const desktop = await startDesktop({ args: [file] });
  try {
    expect((await desktop.run('shell.get', {})).recent).toEqual([]);
    expect((await desktop.run('snapshot.get', {})).project.name).toBe('untitled');
    await answerSaveDialog(desktop, file);
    expect(await desktop.send('project.save', {})).toMatchObject({
      ok: false,
      error: { code: 'file-failed' },
    });
    expect(await readFile(file, 'utf8')).toBe('{"version": 1, "name": "half');
  } finally {
    await desktop.close();
  }
});

test('a file that listens beyond this machine is narrowed when nobody can be asked (DESIGN.md §8)', async () => {
  const port = await freePort();
  const file = inFolder('wide.routepin.json');
  const text = JSON.stringify({
    version: 1,
    name: 'wide',
    balancers: [],
    sites: [{ name: 's', listen: `0.0.0.0:${port}`, proxyPass: [] }],
  });
  await writeFile(file, text);
  const desktop = await startDesktop({ args: [file] });
  try {
    await expect
      .poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.listen)
      .toBe(`127.0.0.1:${port}`);
    expect((await desktop.run('snapshot.get', {})).projectFile.unsaved).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(text);
  } finally {
    await desktop.close();
  }
});

test('a project whose port is taken is open and not balancing', async () => {
  const holder = await startBackend('holder');
  const file = inFolder('taken.routepin.json');
  await writeFile(
    file,
    JSON.stringify({
      version: 1,
      name: 'taken',
      balancers: [],
      sites: [{ name: 's', listen: `127.0.0.1:${holder.port}`, proxyPass: [] }],
    }),
  );
  const desktop = await startDesktop({ args: [file] });
  try {
    await expect.poll(async () => (await desktop.run('snapshot.get', {})).project.name).toBe('taken');
    const snapshot = await desktop.run('snapshot.get', {});
    expect(snapshot.balancing).toBe(false);
    expect(snapshot.sites.map(({ state }) => state)).not.toContain('listening');
    expect(snapshot.projectFile).toEqual({ name: 'taken.routepin.json', folder, unsaved: false });
  } finally {
    await desktop.close();
    await holder.close();
  }
});

test('a second start hands its file over and ends', async () => {
  const file = inFolder('second.routepin.json');
  await writeFile(file, JSON.stringify({ version: 1, name: 'second', balancers: [], sites: [] }));
  const userDataDir = inFolder('user');
  const desktop = await startDesktop({ userDataDir });
  try {
    await expect(startDesktop({ userDataDir, args: [file] })).rejects.toThrow();
    await expect.poll(async () => (await desktop.run('snapshot.get', {})).project.name).toBe('second');
  } finally {
    await desktop.close();
  }
});
