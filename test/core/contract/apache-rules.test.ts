import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { APACHE_RULES, rulesFor } from '../../../core/contract/index.ts';

const README = readFileSync(path.resolve(import.meta.dirname, '../../../core/README.md'), 'utf8');

/** The rows of the tables in a stretch of the README, a pipe inside a cell taken as it is meant. */
function rowsUnder(title: string, next: string): readonly (readonly [string, string])[] {
  const stretch = README.slice(README.indexOf(title), README.indexOf(next));
  return stretch.split('\n').flatMap((line) => {
    const [, section, text] = /^\| (\d[\d., –]*) \| (.*) \|$/.exec(line) ?? [];
    return section === undefined || text === undefined
      ? []
      : [[section, text.replaceAll('\\|', '|')] as const];
  });
}

test('the rules that the window shows are those of core/README.md, word for word', () => {
  const written = rowsUnder('## The rules, by number', '## Where we differ');
  expect(written.length).toBeGreaterThan(20);
  expect(APACHE_RULES.map(({ section, text }) => [section, text])).toEqual(written);
});

test('every rule that an explanation names is there', () => {
  const steps = readFileSync(
    path.resolve(import.meta.dirname, '../../../core/decision/explain-steps.ts'),
    'utf8',
  );
  const named = [...steps.matchAll(/'(§[\d., §]+)'/g)].map(([, rule]) => rule ?? '');
  expect(named.length).toBeGreaterThanOrEqual(6);
  for (const rule of named) expect(rulesFor(`APACHE.md ${rule}`), rule).not.toEqual([]);
});

test.each([
  ['APACHE.md §1.4', ['1.4']],
  ['§4.3', ['4.2–4.4']],
  ['§3, §7.1', ['3', '7.1, 7.2, 7.5']],
  ['§8', ['8']],
  ['§99', []],
  ['nothing', []],
] as const)('%s names %j', (reference, sections) => {
  expect(rulesFor(reference).map(({ section }) => section)).toEqual(sections);
});
