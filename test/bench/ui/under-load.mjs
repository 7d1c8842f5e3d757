// At a paced load: what the open window costs the main process, whether scrolling stays smooth and input is answered.

import { readFile, rm } from 'node:fs/promises';
import { cpuMs, sleep, turnsOf, watchMachine } from './bench-app.mjs';

const PER_SECOND = 5000;
/** From a start of the load until its connections and the list have settled. */
const SETTLE_MS = 1500;

/** CPU of the main process for each request in microseconds: window open and closed, turn and turn about. */
export async function measureCpu({ app, page, pid }, traffic, port, { rounds, seconds }) {
  const address = page.url();
  const go = (url) =>
    app.evaluate(({ BrowserWindow }, url) => BrowserWindow.getAllWindows()[0]?.loadURL(url), url);
  const open = [];
  const closed = [];
  const machine = await watchMachine([pid]);
  await segment(pid, traffic, port, 2);
  for (let round = 0; round < rounds; round++) {
    await go(address);
    await sleep(SETTLE_MS);
    open.push(await segment(pid, traffic, port, seconds));
    // To the main process a page that is gone and a window that is closed are the same: nobody listens.
    await go('about:blank');
    await sleep(SETTLE_MS);
    closed.push(await segment(pid, traffic, port, seconds));
  }
  await go(address);
  await sleep(SETTLE_MS);
  const us = (turns) => turns.map((turn) => turn.us);
  return {
    open: us(open),
    closed: us(closed),
    openUs: median(us(open)),
    closedUs: median(us(closed)),
    // Fewer, larger turns cost less for each request: whoever shares a core with the page has those.
    openTurns: median(open.map(({ turns }) => turns)),
    closedTurns: median(closed.map(({ turns }) => turns)),
    leastPerSecond: Math.round(Math.min(...[...open, ...closed].map(({ perSecond }) => perSecond))),
    others: await machine(),
  };
}

async function segment(pid, traffic, port, seconds) {
  await traffic.start(port, PER_SECOND);
  await sleep(SETTLE_MS);
  const look = async () => ({
    cpuMs: await cpuMs(pid),
    turns: await turnsOf(pid),
    answered: (await traffic.count()).answered,
    atMs: performance.now(),
  });
  const before = await look();
  await sleep(seconds * 1000);
  const after = await look();
  await traffic.stop();
  const requests = after.answered - before.answered;
  return {
    us: ((after.cpuMs - before.cpuMs) * 1000) / requests,
    turns: (after.turns - before.turns) / requests,
    perSecond: (requests * 1000) / (after.atMs - before.atMs),
  };
}

/** Scrolls and types while the load runs; the longest task of the page and the longest wait for an answer to input. */
export async function measureScrolling({ app, page, pid }, traffic, port, { seconds }) {
  await traffic.start(port, PER_SECOND);
  await sleep(SETTLE_MS);
  await page.evaluate(() => {
    window.benchEvents = [];
    window.benchObserver = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        // What rows bring that pass below a resting pointer (pointerover, mouseenter …) nobody did, and nobody waits for.
        if (name.startsWith('key')) window.benchEvents.push({ name, duration });
      }
    });
    window.benchObserver.observe({ type: 'event', durationThreshold: 16 });
  });
  const list = page.getByRole('grid', { name: 'Traffic' });
  const box = await list.boundingBox();
  if (box === null) throw new Error('there is no traffic list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['toplevel', 'devtools.timeline', '__metadata'] }),
  );
  const machine = await watchMachine([pid]);
  const before = await traffic.count();
  const endMs = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < endMs; turn++) {
    await page.mouse.wheel(0, turn % 40 < 20 ? -400 : 400);
    if (turn % 10 === 0) await page.keyboard.press(turn % 20 === 0 ? 'j' : 'k');
    if (turn % 50 === 25) await page.keyboard.press('f');
    await sleep(30);
  }
  const after = await traffic.count();
  const others = await machine();
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording());
  const events = await page.evaluate(() => {
    window.benchObserver.disconnect();
    return window.benchEvents;
  });
  await traffic.stop();
  const tasks = await longestTasks(file, page);
  await rm(file, { force: true });
  return {
    perSecond: Math.round((after.answered - before.answered) / seconds),
    // Entries shorter than the threshold are not told.
    inputMs: Math.max(16, ...events.map(({ duration }) => duration)),
    inputs: events.length,
    others,
    ...tasks,
  };
}

/** The longest tasks of the page's main thread in a trace, in milliseconds of its CPU time (script, style, layout, paint). */
async function longestTasks(file) {
  const { traceEvents } = JSON.parse(await readFile(file, 'utf8'));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ ph, name, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && mains.has(`${pid}/${tid}`),
  );
  const cpu = tasks.map(({ tdur, dur }) => (tdur ?? dur) / 1000).sort((a, b) => b - a);
  const wall = tasks.map(({ dur }) => dur / 1000).sort((a, b) => b - a);
  return {
    tasks: tasks.length,
    cpuMs: cpu[0] ?? 0,
    wallMs: wall[0] ?? 0,
    over50: cpu.filter((ms) => ms > 50).length,
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
