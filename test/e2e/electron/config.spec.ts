import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/** What Config does only in the desktop window: save, open in the editor, take a dropped file, choose an Apache. */
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let window: Page;
let backend: Backend;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-config-'));
  backend = await startBackend('north');
  desktop = await startDesktop({
    userDataDir: path.join(folder, 'user'),
    args: ['--backend', String(backend.port), '--listen', `127.0.0.1:${await freePort()}`],
  });
  window = desktop.window;
  await window.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Config' }).click();
});
test.afterAll(async () => {
  await desktop?.close();
  await backend?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const text = () => window.getByRole('region', { name: 'Configuration text' });
const button = (name: string) =>
  window.getByRole('region', { name: 'Apache export' }).getByRole('button', { name, exact: true });

async function answerSaveDialog(file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
}
async function answerOpenDialog(file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, file);
}

test('the export is saved for Apache 2.2, and opened in the editor where asked', async () => {
  await desktop.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openPath = async (file) => {
      opened.push(file);
      return '';
    };
  });
  const opened = () =>
    desktop.app.evaluate(() => (globalThis as unknown as { opened: readonly string[] }).opened);
  await window.getByRole('radio', { name: '2.2' }).click();
  await expect(text()).toContainText('Apache httpd 2.2');
  const saved = path.join(folder, 'saved.conf');
  await answerSaveDialog(saved);
  await button('Save').click();
  await expect.poll(() => readFile(saved, 'utf8').catch(() => '')).toContain('BalancerMember');
  expect(await opened()).toEqual([]);
  const edited = path.join(folder, 'edited.conf');
  await answerSaveDialog(edited);
  await button('Open').click();
  await expect.poll(opened).toEqual([edited]);
  expect(await readFile(edited, 'utf8')).toBe(await readFile(saved, 'utf8'));

  await answerSaveDialog(path.join(folder, 'edited.sh'));
  await button('Open').click();
  await expect(window.getByText(/was not opened: by its ending it could be run/)).toBeVisible();
  expect(await opened()).toEqual([edited]);
  await window.getByRole('radio', { name: '2.4' }).click();
});

test('a dropped file is reviewed and replaces the project, undoably; the page stays where it is', async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  const url = window.url();
  const dropped = await window.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'site.conf', { type: 'text/plain' }));
    return data;
  }, `Listen ${listen}\n<Proxy balancer://shop>\nBalancerMember http://127.0.0.1:${backend.port} route=x\n</Proxy>\nProxyPass / balancer://shop/ stickysession=ROUTEID\n`);
  await window.getByRole('main').dispatchEvent('drop', { dataTransfer: dropped });
  const dialog = window.getByRole('dialog');
  await expect(dialog.getByText('Configuration from site.conf')).toBeVisible();
  await dialog.getByRole('button', { name: 'Review' }).click();
  await expect(dialog).toContainText('1 balancer, 1 member, 1 site');
  await photograph(window, 'electron-config-review');
  await dialog.getByRole('button', { name: 'Replace the project' }).click();
  await expect(text()).toContainText('balancer://shop');
  expect(window.url()).toBe(url);
  await window.keyboard.press('Control+z');
  await expect(text()).not.toContainText('balancer://shop');
});

test('another Apache is chosen by the system’s dialog, and looked at before it is taken', async () => {
  await window.getByRole('tab', { name: 'Parity' }).click();
  await answerOpenDialog('/bin/ls');
  await window.getByRole('button', { name: 'Choose Apache…' }).click();
  await expect(window.getByText(/\/bin\/ls does not say that it is an Apache server/)).toBeVisible();
  await expect(window.getByRole('button', { name: 'Compare with Apache' })).toBeEnabled();
  await photograph(window, 'electron-config-parity');
});
