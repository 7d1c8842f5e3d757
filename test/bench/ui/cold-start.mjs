// From the start of the program to a window that shows what is, several times.

import { spawn } from 'node:child_process';
import { launchPlan, sleep } from './bench-app.mjs';

/** Milliseconds of each start; the page notes the moment itself (renderer/main.tsx). */
export async function measureStarts(file, runs) {
  const times = [];
  for (let run = 0; run < runs; run++) times.push(await start(file));
  return times.sort((a, b) => a - b);
}

async function start(file) {
  const plan = await launchPlan([file]);
  const startedMs = Date.now();
  const child = spawn(plan.program, ['--remote-debugging-port=0', ...plan.args], {
    env: plan.env,
    cwd: plan.cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const port = await new Promise((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (bytes) => {
        text += bytes;
        const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
      child.once('exit', (code) => reject(new Error(`the app ended with ${code}: ${text}`)));
    });
    return (await usableAtMs(port)) - startedMs;
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await plan.forget();
  }
}

/** When the page was usable, by the clock. Asked for afterwards, so that asking does not slow it down much. */
async function usableAtMs(port) {
  for (;;) {
    await sleep(1500);
    const pages = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const page = pages.find(({ url }) => url.startsWith('app://'));
    if (page === undefined) continue;
    const value = await evaluate(
      page.webSocketDebuggerUrl,
      `(() => { const mark = performance.getEntriesByName('routepin:usable')[0]; return mark === undefined ? 0 : performance.timeOrigin + mark.startTime; })()`,
    );
    if (value > 0) return value;
  }
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
  return result.result.value;
}
