// At a paced load: how long a key waits for its answer on the screen, and how long in a page that has nothing to do.

import { median } from '../proxies/machine.mjs';
import { sleep, untilOthersRest, watchMachine } from './bench-app.mjs';
import { pageTurner, pointAtTheList, scrollAndType } from './hands.mjs';
import { PER_SECOND, SETTLE_MS } from './under-load.mjs';

/** Entries shorter than this are not told: a frame. */
const LEAST_MS = 16;
/** One line of text that each key changes: the least that can be drawn as an answer. */
const EMPTY_PAGE = `data:text/html,${encodeURIComponent(
  "<!doctype html><title>empty</title><p>empty<script>let keys = 0; onkeydown = () => { document.querySelector('p').textContent = String(++keys); };</script>",
)}`;

/**
 * The waits of keys in milliseconds, by their parts: before our code heard of it (`delay`), in it (`work`), and until the frame
 * with the answer was on the screen (`draw`). `ours` and `empty` hold one list for each round: the same is done to the window
 * and to an empty page in its place, under the same load, turn and turn about, so that the machine's own share is known.
 */
export async function measureInput({ app, page, pid }, traffic, port, { rounds, seconds }) {
  const { show, showOurs } = pageTurner({ app, page });
  const kinds = {
    ours: async () => {
      await showOurs();
      await sleep(SETTLE_MS);
      await pointAtTheList(page);
    },
    empty: async () => {
      await show(EMPTY_PAGE);
      await sleep(SETTLE_MS);
    },
  };
  const waits = { ours: [], empty: [] };
  const machine = await watchMachine([pid]);
  await traffic.start(port, PER_SECOND);
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? ['ours', 'empty'] : ['empty', 'ours']) {
      await kinds[kind]();
      // The page before it has just gone.
      await untilOthersRest([pid]);
      waits[kind].push(await waitsOfATurn(page, seconds));
    }
  }
  await traffic.stop();
  await kinds.ours();
  return { ours: summary(waits.ours), empty: summary(waits.empty), others: await machine() };
}

async function waitsOfATurn(page, seconds) {
  await page.evaluate((least) => {
    window.benchEvents = [];
    window.benchObserver = new PerformanceObserver((list) => {
      for (const { name, startTime, processingStart, processingEnd, duration } of list.getEntries()) {
        // What rows bring that pass below a resting pointer (pointerover, mouseenter …) nobody did, and nobody waits for.
        if (!name.startsWith('key')) continue;
        window.benchEvents.push({
          ms: duration,
          delayMs: processingStart - startTime,
          workMs: processingEnd - processingStart,
          drawMs: startTime + duration - processingEnd,
        });
      }
    });
    window.benchObserver.observe({ type: 'event', durationThreshold: least });
  }, LEAST_MS);
  await scrollAndType(page, seconds);
  // The last frames are told a little later.
  await sleep(300);
  return page.evaluate(() => {
    window.benchObserver.disconnect();
    return window.benchEvents;
  });
}

/** Of all rounds: how many waits over a frame, the longest with its parts, the median, and the longest of each round. */
function summary(rounds) {
  const all = rounds.flat();
  const longest = all.reduce((a, b) => (b.ms > a.ms ? b : a), {
    ms: LEAST_MS,
    delayMs: 0,
    workMs: 0,
    drawMs: 0,
  });
  return {
    count: all.length,
    longest,
    medianMs: all.length === 0 ? LEAST_MS : median(all.map(({ ms }) => ms)),
    longestOfRounds: rounds.map((waits) => Math.max(LEAST_MS, ...waits.map(({ ms }) => ms))),
  };
}
