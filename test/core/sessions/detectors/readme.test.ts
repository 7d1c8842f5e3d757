import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DETECTORS } from '../../../../core/contract/index.ts';
import { DETECTOR_LIST } from '../../../../core/sessions/detectors/registry.ts';

const README = path.resolve(import.meta.dirname, '../../../../core/sessions/README.md');
const MARK = '<!-- detectors -->';

test('the registry holds every detector once, in the order of the contract', () => {
  expect(DETECTOR_LIST.map(({ name }) => name)).toEqual(DETECTORS);
});

/** The README's table is the registry's own words; `-u` renews it. */
test('the README lists every detector as the registry has it', async () => {
  const [head = ''] = readFileSync(README, 'utf8').split(MARK);
  const rows = DETECTOR_LIST.map(
    ({ name, severity, finds, symptom }) => `| \`${name}\` | ${severity} | ${finds} | ${symptom} |`,
  );
  const table = ['| detector | severity | finds | what users notice |', '| --- | --- | --- | --- |', ...rows];
  await expect(`${head}${MARK}\n\n${table.join('\n')}\n`).toMatchFileSnapshot(README);
});
