import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { countsOf } from '../support/diagnosed.ts';
import { startApache } from './apache-side.ts';
import { FIRST_PROXY_PORT, startBackends } from './backends.ts';
import { generateScenario } from './generate.ts';
import { falseAlarms } from './judged.ts';
import { FINDINGS, startOurs } from './our-side.ts';
import { runProjects } from './projects-main.ts';
import { BATCH, type Divergence, repeats, runBatch, type StartOther, shrink } from './run.ts';
import { BACKENDS, type Scenario } from './scenario.ts';

/**
 * `npm run parity -- --scenarios N --seed S [--steps K] [--no-shrink] [--max-divergences M] [--retry-0] [--replay FILE] [--against apache]`: random
 * scenarios on a real Apache and on our engine, and every divergence as a small, replayable case. What the
 * detectors found is counted, and false alarms among it (judged.ts) fail the run; `--findings` prints each. With
 * `--projects N [--hostile]` random projects instead, each as `routepin parity` compares it.
 */
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '60' },
    'max-divergences': { type: 'string', default: '5' },
    'no-shrink': { type: 'boolean', default: false },
    'retry-0': { type: 'boolean', default: false },
    replay: { type: 'string' },
    against: { type: 'string', default: 'routepin' },
    projects: { type: 'string' },
    hostile: { type: 'boolean', default: false },
    findings: { type: 'boolean', default: false },
  },
});

const firstSeed = Number(values.seed);
if (values.projects !== undefined) {
  process.exit(await runProjects(Number(values.projects), firstSeed, values.hostile ? 'hostile' : 'plain'));
}
const backends = await startBackends(BACKENDS);
const firstPort = FIRST_PROXY_PORT;
const secondApache: StartOther = async (scenario, port) => {
  const batch = await startApache([scenario], [port]);
  const side = batch.sides[0];
  if (side === undefined) throw new Error('no side of Apache for this scenario');
  return { ...side, stop: batch.stop };
};
const startOther: StartOther = values.against === 'apache' ? secondApache : startOurs;
const one = async (scenario: Scenario): Promise<Divergence | undefined> =>
  (await runBatch([scenario], backends, firstPort, startOther))[0];
const startedMs = Date.now();
let requests = 0;
let unrepeated = 0;
const divergences: Divergence[] = [];
let isTold = false;
// Ends after the batch under way, which stops its Apache.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isTold = true;
  });
}

try {
  if (values.replay !== undefined) {
    const scenario = JSON.parse(await readFile(values.replay, 'utf8')) as Scenario;
    const found = await one(scenario);
    if (found !== undefined) divergences.push(found);
    requests = scenario.steps.length;
  } else {
    await runAll(Number(values.scenarios));
  }
} finally {
  await backends.close();
}

const seconds = Math.round((Date.now() - startedMs) / 1000);
console.log(
  `${requests} steps, seed ${firstSeed}, ${seconds} s, ${divergences.length} divergences, ${unrepeated} not repeatable`,
);
const alarms = falseAlarms(FINDINGS);
console.log(
  `findings of detectors: ${JSON.stringify(countsOf(FINDINGS.map(({ finding }) => finding)))}, of them false alarms: ${alarms.length}`,
);
for (const alarm of alarms) console.log(`  FALSE ${alarm}`);
if (values.findings)
  for (const { finding } of FINDINGS) console.log(`  ${finding.detector}: ${finding.sentence}`);
process.exitCode = divergences.length + alarms.length === 0 ? 0 : 1;

async function runAll(count: number): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    if (isTold || divergences.length >= Number(values['max-divergences'])) break;
    const scenarios = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) =>
      generateScenario(firstSeed + done + index, Number(values.steps), { retryZero: values['retry-0'] }),
    );
    for (const found of await runBatch(scenarios, backends, firstPort, startOther)) await report(found);
    requests += scenarios.reduce((sum, scenario) => sum + scenario.steps.length, 0);
    if ((done / BATCH) % 10 === 9)
      console.log(`… ${done + scenarios.length} scenarios, ${divergences.length} divergences`);
  }
}

async function report(found: Divergence): Promise<void> {
  if ((await repeats(found, one)) === undefined) {
    unrepeated++;
    console.log(
      `seed ${found.scenario.seed}, step ${found.at}: differed once and never again in three replays: ${found.differences.join(' | ').slice(0, 600)}`,
    );
    return;
  }
  const small = values['no-shrink'] === true ? found : await shrink(found, one);
  divergences.push(small);
  console.log(
    `\nDIVERGENCE seed ${found.scenario.seed}, step ${found.at}: ${found.differences.join(' | ').slice(0, 1500)}`,
  );
  console.log(`smallest: ${small.differences.join(' | ').slice(0, 3000)}`);
  console.log(JSON.stringify(small.scenario));
}
