import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from './backends.ts';
import { exportedScenario, playExported } from './exported.ts';
import { type Divergence, repeats } from './run.ts';
import { BACKENDS } from './scenario.ts';

/** How many random projects: 10, or what ROUTEPIN_EXPORTED says (test/README.md). */
const PROJECTS = Number(process.env.ROUTEPIN_EXPORTED ?? 10);
const FIRST_SEED = 51_000;

let backends: ParityBackends;

beforeAll(async () => {
  backends = await startBackends(BACKENDS);
});
afterAll(() => backends.close());

test(`${PROJECTS} random projects, exported to Apache and imported again: 40 requests each are decided alike`, async () => {
  const divergences: Divergence[] = [];
  let requests = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PROJECTS; seed++) {
    const scenario = exportedScenario(seed);
    requests += scenario.steps.filter((step) => step.do === 'request').length;
    const play = (): Promise<Divergence | undefined> => playExported(scenario, backends, FIRST_PROXY_PORT);
    const found = await play();
    const again = found === undefined ? undefined : await repeats(found, play);
    if (again !== undefined) divergences.push(again);
  }
  expect(requests).toBe(PROJECTS * 40);
  expect(
    divergences.map(({ scenario, at, differences }) => ({ seed: scenario.seed, at, differences })),
  ).toEqual([]);
}, 1_800_000);
