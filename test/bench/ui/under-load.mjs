// At a paced load: what the open window costs the main process, whether scrolling stays smooth and input is answered.

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../proxies/machine.mjs';
import { cpuMs, sleep, turnsOf, watchMachine } from './bench-app.mjs';
import { pageTurner, pointAtTheList, scrollAndType } from './hands.mjs';

/** Paced: it never waits for an answer. */
export const PER_SECOND = 5000;
/** Of the requests that are due in a turn, how many must have been answered in it. */
const LEAST_CARRIED = 0.9;
/** From a start of the load, or of a page, until connections and list have settled. */
export const SETTLE_MS = 1500;

/**
 * CPU of the main process for each request in microseconds, `open` and `closed` of each round beside each other (NaN for a turn
 * that did not carry the load): many short turns under one load that never stops, so that a phase in which the machine is slow
 * falls on both of a round.
 */
export async function measureCpu({ app, page, pid }, traffic, port, { rounds, seconds }) {
  const { show, showOurs } = pageTurner({ app, page });
  const kinds = {
    open: showOurs,
    // To the main process a page that is gone and a window that is closed are the same: nobody listens.
    closed: () => show('about:blank'),
  };
  const turns = { open: [], closed: [] };
  const machine = await watchMachine([pid]);
  await traffic.start(port, PER_SECOND);
  // One more, which does not count: the program is still being compiled, and its history fills.
  for (let round = -1; round < rounds; round++) {
    // Who comes second has what the first one left to clean up, so they take turns at that as well.
    for (const kind of round % 2 === 0 ? ['open', 'closed'] : ['closed', 'open']) {
      await kinds[kind]();
      await sleep(SETTLE_MS);
      const turn = await measureTurn(pid, traffic, seconds);
      if (round >= 0) turns[kind].push(turn);
    }
  }
  await traffic.stop();
  await kinds.open();
  const us = (kind) => turns[kind].map((turn) => turn.us);
  const loopTurns = (kind) => median(turns[kind].map((turn) => turn.turns));
  return {
    open: us('open'),
    closed: us('closed'),
    // Fewer, larger turns of its loop cost less for each request: whoever shares a core with the page has those.
    openTurns: loopTurns('open'),
    closedTurns: loopTurns('closed'),
    leastPerSecond: Math.round(
      Math.min(...[...turns.open, ...turns.closed].map(({ perSecond }) => perSecond)),
    ),
    others: await machine(),
  };
}

async function measureTurn(pid, traffic, seconds) {
  const look = async () => ({
    cpuMs: await cpuMs(pid),
    turns: await turnsOf(pid),
    answered: (await traffic.count()).answered,
    atMs: performance.now(),
  });
  const before = await look();
  await sleep(seconds * 1000);
  const after = await look();
  const requests = after.answered - before.answered;
  const perSecond = (requests * 1000) / (after.atMs - before.atMs);
  // A turn in which the machine did not carry the load says nothing of what that load costs: its pair is left out.
  const wasCarried = perSecond >= LEAST_CARRIED * PER_SECOND;
  return {
    us: wasCarried ? ((after.cpuMs - before.cpuMs) * 1000) / requests : Number.NaN,
    turns: (after.turns - before.turns) / requests,
    perSecond,
  };
}

/** Scrolls and types while the load runs: the longest task of the page. */
export async function measureScrolling({ app, page, pid }, traffic, port, { seconds }) {
  await traffic.start(port, PER_SECOND);
  await sleep(SETTLE_MS);
  await pointAtTheList(page);
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['toplevel', 'devtools.timeline', '__metadata'] }),
  );
  const machine = await watchMachine([pid]);
  const before = await traffic.count();
  await scrollAndType(page, seconds);
  const after = await traffic.count();
  const others = await machine();
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording());
  await traffic.stop();
  const tasks = await longestTasks(file);
  await rm(file, { force: true });
  return { perSecond: Math.round((after.answered - before.answered) / seconds), others, ...tasks };
}

/** The longest tasks of the page's main thread in a trace, in milliseconds of its CPU time (script, style, layout, paint). */
async function longestTasks(file) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('./longest-tasks.mjs', import.meta.url)),
    file,
  ]);
  return JSON.parse(stdout);
}
