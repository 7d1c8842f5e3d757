#!/usr/bin/env node
// What detectors cost: exchange.bench.mjs with and without them, in interleaved rounds, for requests that bring their pin along
// and for newcomers, each of note to detectors. Without the kernel, so of a whole request it is less. Prints, asserts nothing.
//   node test/bench/detectors.mjs [--rounds 5] [--batches 6]
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, batches: { type: 'string', default: '6' } },
});
const BENCH = path.join(import.meta.dirname, 'exchange.bench.mjs');

for (const [name, options] of [
  ['pinned', []],
  ['newcomers', ['--newcomers']],
]) {
  const ratios = [];
  const costs = { on: [], off: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    // Whoever comes first finds a colder machine: they take turns.
    const order = round % 2 === 0 ? ['on', 'off'] : ['off', 'on'];
    for (const kind of order)
      costs[kind].push(cost([...options, ...(kind === 'off' ? ['--no-detectors'] : [])]));
    ratios.push((costs.on.at(-1) ?? 0) / (costs.off.at(-1) ?? 1));
  }
  console.log(
    `${name.padEnd(10)} ${median(costs.on).toFixed(2)} µs with detectors, ${median(costs.off).toFixed(2)} without; ratio of rounds ${ratios.map((one) => one.toFixed(3)).join(' ')}, median ${median(ratios).toFixed(3)}`,
  );
}
console.log('target: under 1.05');

/** Microseconds per exchange: the fastest batch of a process of its own. */
function cost(options) {
  const said = execFileSync(process.execPath, [BENCH, '--batches', values.batches, ...options], {
    encoding: 'utf8',
  });
  return Number(/^([\d.]+) µs fastest/m.exec(said)?.[1]);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
