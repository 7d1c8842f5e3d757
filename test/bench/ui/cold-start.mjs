// From the start of the program to a window that shows what is, several times.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchPlan, sleep, watchMachine, within } from './bench-app.mjs';

/** Ten times a slow start; a page that has not told by then never does. */
const START_LIMIT_MS = 30_000;
/** An app that is told to end and does not is ended. */
const END_LIMIT_MS = 10_000;

/**
 * Milliseconds of each start, as they came; the page notes the moment itself (renderer/app/use-window.ts). `empty`: those of a
 * window of the same Electron that shows one word, between ours, so that the machine's own share is known.
 */
export async function measureStarts(file, runs) {
  const reference = await makeEmptyWindow();
  const machine = await watchMachine([]);
  const times = [];
  const empty = [];
  try {
    for (let run = 0; run < runs; run++) {
      times.push(await start((plan) => [...plan.args, file], usableAtMs));
      empty.push(await start((plan) => plan.argsOf(reference), loadedAtMs));
    }
  } finally {
    await rm(reference, { recursive: true, force: true });
  }
  return { times, empty, others: await machine() };
}

async function start(argsFor, shownAtMs) {
  const plan = await launchPlan([]);
  const startedMs = Date.now();
  const child = spawn(plan.program, ['--remote-debugging-port=0', ...argsFor(plan)], {
    env: plan.env,
    cwd: plan.cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const listening = new Promise((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (bytes) => {
        text += bytes;
        const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
      child.once('exit', (code) => reject(new Error(`the app ended with ${code}: ${text}`)));
    });
    const port = await within(listening, 'the port that the app is asked on', START_LIMIT_MS);
    return (await shownAtMs(port)) - startedMs;
  } finally {
    await end(child);
    await plan.forget();
  }
}

/** Ends the app by asking, then without. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await within(ended, 'the end of the app', END_LIMIT_MS).catch((error) => {
    console.error(`${error.message}: it is killed`);
    child.kill('SIGKILL');
    return ended;
  });
}

/** A folder with the smallest program that opens a window. */
async function makeEmptyWindow() {
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-bench-empty-'));
  const main = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadFile('index.html'));
process.on('SIGTERM', () => app.exit(0));`;
  await writeFile(path.join(folder, 'package.json'), '{"name":"empty","main":"main.js"}');
  await writeFile(path.join(folder, 'main.js'), main);
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>empty</title><p>empty');
  return folder;
}

function usableAtMs(port) {
  return askPage(port, 'app://', "performance.getEntriesByName('routepin:usable')[0]?.startTime");
}

function loadedAtMs(port) {
  return askPage(port, 'file://', "performance.getEntriesByType('navigation')[0]?.loadEventEnd");
}

/** When the page was there, by the clock. Asked for afterwards, so that asking does not slow it down much. */
async function askPage(port, address, moment) {
  const endMs = performance.now() + START_LIMIT_MS;
  let seen = 'no page';
  while (performance.now() < endMs) {
    await sleep(1500);
    const asked = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(5000) });
    const pages = await asked.json();
    seen = pages.map(({ url }) => url).join(', ') || 'no page';
    const page = pages.find(({ url }) => url.startsWith(address));
    if (page === undefined) continue;
    const value = await within(
      evaluate(page.webSocketDebuggerUrl, `performance.timeOrigin + ((${moment}) || NaN)`),
      'an answer of the page',
    );
    if (typeof value === 'number') return value;
  }
  throw new Error(
    `the page at ${address} did not say within ${START_LIMIT_MS / 1000} s when it was there (${moment}); seen: ${seen}`,
  );
}

async function evaluate(url, expression) {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const answer = new Promise((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse(String(data)))),
  );
  socket.send(
    JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }),
  );
  const { result } = await answer;
  socket.close();
  // Between two documents a page answers with an error; it is asked again.
  return result?.result.value;
}
