// Memory of 100,000 exchanges and of four embedded tabs, and how long a filter takes over all of them.

import { pssBytes, sleep } from './bench-app.mjs';

const EXCHANGES = 100_000;
const PER_SECOND = 5000;
const REST_MS = 5000;
/** Three times what it takes at this pace. */
const HISTORY_LIMIT_MS = (3000 * EXCHANGES) / PER_SECOND;
const FILTERS = [
  'status:4xx',
  'path~/item/77',
  'route:2 -status:2xx',
  'moved:yes',
  'n=4711',
  'session:browser',
  'ms>0.5',
];

/** Bytes of the app with an empty history, and what 100,000 exchanges add. */
export async function measureHistory({ page, pid }, traffic, port) {
  await sleep(REST_MS);
  const emptyBytes = await pssBytes(pid);
  const before = await traffic.count();
  await traffic.start(port, PER_SECOND);
  const endMs = performance.now() + HISTORY_LIMIT_MS;
  for (;;) {
    const { answered, lost } = await traffic.count();
    if (lost > 0) throw new Error(`${lost} connections of the load were closed`);
    if (answered - before.answered >= EXCHANGES) break;
    if (performance.now() > endMs)
      throw new Error(`only ${answered - before.answered} exchanges in ${HISTORY_LIMIT_MS / 1000} s`);
    await sleep(200);
  }
  await traffic.stop();
  await sleep(REST_MS);
  const rows = await page.getByRole('grid', { name: 'Traffic' }).getAttribute('aria-rowcount');
  return { emptyBytes, addedBytes: (await pssBytes(pid)) - emptyBytes, rows: Number(rows) };
}

/** For each filter the milliseconds from the key to the painted list. */
export async function measureFilters({ page }) {
  const field = page.getByRole('combobox', { name: 'Filter the traffic' });
  const times = [];
  for (const filter of FILTERS) {
    await field.fill('');
    await sleep(300);
    const ms = await field.evaluate(async (input, filter) => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
      const startedMs = performance.now();
      set.call(input, filter);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      // After the next frame has been drawn: a message that is sent in it comes back behind its layout and paint.
      await new Promise((resolve) =>
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = resolve;
          channel.port2.postMessage(null);
        }),
      );
      return performance.now() - startedMs;
    }, filter);
    times.push({ filter, ms });
  }
  await field.fill('');
  return times;
}

/** Bytes of everything with four embedded tabs that show a page. */
export async function measureTabs({ run, pid }, port) {
  for (let tab = 0; tab < 4; tab++) {
    const opened = await run('user.open', { name: `user ${tab + 1}`, url: `http://127.0.0.1:${port}/shop` });
    if (!opened.ok) throw new Error(`user.open: ${opened.error.message}`);
  }
  await sleep(REST_MS);
  return { bytes: await pssBytes(pid) };
}
