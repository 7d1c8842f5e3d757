import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from './backends.ts';
import { startOurs } from './our-side.ts';
import { runBatch } from './run.ts';
import { BACKENDS, type Scenario } from './scenario.ts';

/** Cases in which we once differed from Apache, or nearly; `npm run parity -- --replay FILE` plays one of them. */
const FOLDER = path.join(import.meta.dirname, 'replays');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

let backends: ParityBackends;

beforeAll(async () => {
  backends = await startBackends(BACKENDS);
});
afterAll(() => backends.close());

test.each(FILES)('%s: the same on Apache and here', async (file) => {
  const scenario = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Scenario;
  const found = await runBatch([scenario], backends, FIRST_PROXY_PORT, startOurs);
  expect(found.map(({ at, differences }) => ({ at, differences }))).toEqual([]);
});
