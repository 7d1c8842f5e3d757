/** Runs chaos and prints what came of it: `npm run chaos -- [--seconds N] [--seed N] [--clients N] [--json]`. */
import { parseArgs } from 'node:util';
import { type ChaosReport, runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    /** Fewer leave room on the machine for an hour's soak. */
    clients: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const report = await runChaos(seed, Number(values.seconds), Number(values.clients));
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else print(report);
// Members die here and come back; no session is made sick: whatever a detector finds is a false alarm.
process.exitCode = [
  report.lost,
  report.doubled,
  report.garbled,
  report.unexplained,
  report.leaks,
  report.findings,
].some(({ length }) => length > 0)
  ? 1
  : 0;

function print(told: ChaosReport): void {
  const excused = Object.entries(told.excusable).map(([outcome, count]) => `${count} ${outcome}`);
  console.log(
    `${told.requests} requests in ${told.seconds} s (seed ${told.seed}), ${told.moods} changes of mood, ${told.edits} live edits`,
  );
  console.log(
    `  answered right       ${told.answeredRight}, of them ${told.failedOver} by another member after a failed connection`,
  );
  console.log(`  left by the client   ${told.left}`);
  console.log(`  failed as in Apache  ${excused.join(', ') || 'none'}`);
  for (const [what, list] of [
    ['lost', told.lost],
    ['doubled', told.doubled],
    ['garbled', told.garbled],
    ['unexplained', told.unexplained],
    ['leaked', told.leaks],
  ] as const) {
    console.log(`  ${what.padEnd(20)} ${list.length}`);
    for (const line of list.slice(0, 10)) console.log(`    ${line}`);
  }
  console.log(`  false alarms         ${told.findings.length}`);
  for (const line of told.findings) console.log(`    ${line}`);
  console.log(`  longest stall, ms    ${told.longestStallMs}`);
  console.log(`  heap after GC, MB    ${told.heapMb.map((mb) => mb.toFixed(1)).join(' ')}`);
}
