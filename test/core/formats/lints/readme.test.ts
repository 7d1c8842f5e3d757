import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CONFIGURATION_LINTS, PROJECT_LINTS } from '../../../../core/formats/lints/index.ts';
import type { LintFacts } from '../../../../core/formats/lints/lint.ts';

const README = path.resolve(import.meta.dirname, '../../../../core/formats/lints/README.md');

/** The README's tables are the registry's own words; `-u` renews them. */
test('the README lists every lint as the registry has it', async () => {
  const [head = ''] = readFileSync(README, 'utf8').split('## Lints of projects');
  const tables = [
    `## Lints of projects\n\n${tableOf(PROJECT_LINTS)}\n`,
    `## Lints of configurations\n\n${tableOf(CONFIGURATION_LINTS)}\n`,
  ];
  const text = `${head}${tables.join('\n')}`;
  await expect(text).toMatchFileSnapshot(README);
});

function tableOf(lints: readonly LintFacts[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = [...lints]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, severity, finds, symptom, logCode }) => {
      const seen = logCode === undefined ? symptom : `${symptom} (${logCode})`;
      return `| \`${id}\` | ${severity} | ${cell(finds)} | ${cell(seen)} |`;
    });
  return ['| lint | severity | finds | symptom |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
