import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The numbered rules of core/README.md and the tests that quote them: a rule that nobody tests must not be claimed,
 * and a rule that is left out must say why.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const README = readFileSync(path.join(ROOT, 'core/README.md'), 'utf8');

/** Every rule of APACHE.md §0 to §8, by number: one that no row of the README names is forgotten. */
const ALL_RULES = [
  '0.1 0.2 0.3 0.4 0.5 0.6 0.7',
  '1.1 1.2 1.3 1.4 1.5 1.6',
  '2.1 2.2 2.3 2.4 2.5 2.6 2.7',
  '3',
  '4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8',
  '5.1 5.2 5.3 5.4 5.5 5.6 5.7',
  '6.1 6.2 6.3 6.5 6.6 6.7',
  '7.1 7.2 7.3 7.4 7.5 7.6',
  '8',
].flatMap((line) => line.split(' '));

const claimed = rowsUnder('## The rules, by number');
const leftOut = rowsUnder('## Rules that have no part here');
const quoted = quotedRules();

describe('the numbered rules', () => {
  test('every rule is claimed or left out with a reason, none is both', () => {
    expect([...claimed, ...leftOut].sort()).toEqual([...ALL_RULES].sort());
  });

  test.each(claimed.map((rule) => [rule]))('§%s is quoted by a test', (rule) => {
    expect([...quoted].some((number) => number === rule || number.startsWith(`${rule}.`))).toBe(true);
  });
});

/** Numbers in the first column of the table below a heading; `2.2–2.4` is three of them. */
function rowsUnder(heading: string): readonly string[] {
  const [, section = ''] = README.split(`${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').matchAll(/^\| ([0-9][^|]*) \|/gm);
  return [...rows].flatMap(([, numbers = '']) => numbers.split(', ').flatMap(expanded));
}

function expanded(numbers: string): readonly string[] {
  const range = /^(\d)\.(\d+)–\1\.(\d+)$/.exec(numbers);
  if (range === null) return [numbers];
  const [, chapter, first, last] = range;
  return ALL_RULES.filter((rule) => {
    const [itsChapter, place] = rule.split('.');
    return itsChapter === chapter && Number(place) >= Number(first) && Number(place) <= Number(last);
  });
}

/** Rule numbers in the texts of all tests but this one: `APACHE §1.4`, and `§1.4.2` alone in a row of a table. */
function quotedRules(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.test\.tsx?$/.test(file) || file.endsWith('rules.test.ts')) continue;
    const source = readFileSync(path.join(ROOT, 'test', file), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    for (const [text] of source.matchAll(/'[^'\n]*§[^'\n]*'|`[^`\n]*§[^`\n]*`/g)) {
      // Other documents and RFCs have sections, too. A range such as §0–§8 quotes nothing in particular.
      const own = text.replace(
        /(?:DESIGN|STYLE|USERS|TABS|ENGINE|RFC \d+)(?:\.md)?(?: §[\d.]+,?)+|§\d–§\d/g,
        '',
      );
      for (const [, number = ''] of own.matchAll(/§(\d(?:\.\d+)*)/g)) found.add(number);
    }
  }
  return found;
}
