import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../../support/free-port.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/**
 * Ending while something is not over: a request to a server that no balancer knows, and a download of an embedded page
 * from somewhere else. Somebody is there to answer; what is asked is caught.
 */
test.describe.configure({ mode: 'serial' });

/** The buttons of the question, in their order. */
const WAIT = 0;
const CANCEL = 2;

declare global {
  /** In the main process: what was asked, and what will be answered. */
  var asked: string[];
  var answers: number[];
}

let folder: string;
let downloads: string;
let server: Server;
let port: number;
/** Answers that have begun. */
let open: ServerResponse[];
let desktop: Desktop;
let listen: string;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-quitting-'));
  downloads = path.join(folder, 'downloads');
  await mkdir(downloads);
  open = [];
  server = createServer((request, response) => {
    if (request.url?.startsWith('/file')) response.setHeader('Content-Disposition', 'attachment');
    // Else Chromium would wait for more bytes to guess by, before it is a download.
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Length', 8);
    response.write('half');
    open.push(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  listen = `127.0.0.1:${await freePort()}`;
  const file = path.join(folder, 'plain.routepin.json');
  const members = [{ url: `http://127.0.0.1:${port}`, route: '1' }];
  const proxyPass = [{ path: '/', url: `http://127.0.0.1:${port}/` }];
  const project = { version: 1, name: 'plain', balancers: [{ name: 'lb', members }] };
  await writeFile(file, JSON.stringify({ ...project, sites: [{ name: 'plain', listen, proxyPass }] }));
  desktop = await startDesktop({ args: [file], env: { ROUTEPIN_UNATTENDED: '0' } });
  await desktop.app.evaluate(({ app, dialog }, place) => {
    globalThis.asked = [];
    globalThis.answers = [];
    app.setPath('downloads', place);
    dialog.showMessageBox = (async (...args: unknown[]) => {
      const { message } = args.at(-1) as { message: string };
      globalThis.asked.push(message);
      return { response: globalThis.answers.shift() ?? 2, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, downloads);
  await expect(desktop.window.getByRole('switch', { name: `Balancing on ${listen}` })).toBeChecked();
});
test.afterAll(async () => {
  for (const response of open ?? []) response.end();
  await desktop?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function quit(answer: number): Promise<void> {
  await desktop.app.evaluate(({ app }, answer) => {
    globalThis.answers.push(answer);
    app.quit();
  }, answer);
}
const questions = () => desktop.app.evaluate(() => globalThis.asked);

test('a download from elsewhere is asked about, and goes on when one stays', async () => {
  await desktop.run('user.open', { url: `http://127.0.0.1:${port}/file.bin` });
  await expect.poll(() => open.length).toBe(1);
  // It has begun when its file is there; before, nothing would keep the app from ending.
  await expect.poll(() => readdir(downloads)).not.toEqual([]);
  await quit(CANCEL);
  await expect.poll(questions).toContain('Not over yet: one download.');
  open[0]?.end('file');
  await expect(desktop.window.getByText(/saved a file: .*file\.bin/)).toBeVisible();
});

test('a request that a plain server answers is waited for, whole, and then the app ends', async () => {
  const ended = once(desktop.app.process(), 'exit');
  const answer = fetch(`http://${listen}/slow`).then((response) => response.text());
  await expect.poll(() => open.length).toBe(2);
  await quit(WAIT);
  await expect.poll(questions).toContain('Not over yet: one request.');
  await expect(desktop.window.getByText('Waiting for one request, then Routepin ends.')).toBeVisible();
  open[1]?.end('done');
  expect(await answer).toBe('halfdone');
  expect((await ended)[0]).toBe(0);
});
