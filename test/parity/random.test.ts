import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from './backends.ts';
import { generateScenario } from './generate.ts';
import { falseAlarms } from './judged.ts';
import { FINDINGS, startOurs } from './our-side.ts';
import { BATCH, type Divergence, repeats, runBatch } from './run.ts';
import { BACKENDS } from './scenario.ts';

/** How many scenarios of 60 steps the default run plays: less than a minute. `npm run parity` plays as many as wanted. */
const SCENARIOS = 6 * BATCH;
const STEPS = 60;
/** Any seed will do; a fixed one makes a failure repeatable. */
const FIRST_SEED = 20_261_123;

let backends: ParityBackends;

beforeAll(async () => {
  backends = await startBackends(BACKENDS);
});
afterAll(() => backends.close());

test.each(Array.from({ length: SCENARIOS / BATCH }, (_, batch) => FIRST_SEED + batch * BATCH))(
  `APACHE §0–§8 ${BATCH} random scenarios from seed %i: same member, answer, cookie, counters`,
  async (seed) => {
    const scenarios = Array.from({ length: BATCH }, (_, index) => generateScenario(seed + index, STEPS));
    const port = FIRST_PROXY_PORT;
    const once = await runBatch(scenarios, backends, port, startOurs);
    const divergences: Divergence[] = [];
    for (const found of once) {
      const again = await repeats(
        found,
        async (scenario) => (await runBatch([scenario], backends, port, startOurs))[0],
      );
      if (again !== undefined) divergences.push(again);
    }
    expect(
      divergences.map(({ scenario, at, differences }) => ({ seed: scenario.seed, at, differences })),
    ).toEqual([]);
  },
  120_000,
);

test('what the detectors found in these scenarios is true of them: no false alarm', () => {
  expect(FINDINGS.length).toBeGreaterThan(0);
  expect(falseAlarms(FINDINGS)).toEqual([]);
});
