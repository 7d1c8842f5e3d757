import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makePage, PAGES } from '../../build/docs/make.mjs';
import { SMALLEST } from '../../build/docs/project-file.mjs';
import { parseProjectText } from '../../core/contract/index.ts';
import { commandBlocks, headings, links } from '../support/markdown.ts';

const root = path.resolve(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', 'artefacts', 'dist', 'release', 'coverage', '.git']);

async function documents(folder = root): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : documents(place);
      return entry.name.endsWith('.md') ? [place] : [];
    }),
  );
  return found.flat();
}

const files = await documents();
const read = new Map(
  await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
);

test('there are documents to look at', () => {
  expect(files.length).toBeGreaterThan(20);
});

test.each(files.map((file) => path.relative(root, file)))(
  'every link, anchor and picture of %s resolves',
  (name) => {
    const file = path.join(root, name);
    const broken = links(read.get(file) ?? '').filter((link) => {
      if (/^[a-z]+:/i.test(link)) return !URL.canParse(link);
      const [place = '', anchor] = link.split('#');
      const target = place === '' ? file : path.resolve(path.dirname(file), decodeURI(place));
      if (!existsSync(target)) return true;
      if (anchor === undefined || !target.endsWith('.md')) return false;
      return !headings(read.get(target) ?? '').includes(anchor);
    });
    expect(broken).toEqual([]);
  },
);

test.each(Object.keys(PAGES))('%s is as new as the code (node build/docs/make.mjs)', async (name) => {
  expect((await makePage(name)).isCurrent).toBe(true);
});

test('the smallest project that the reference shows is one', () => {
  expect(parseProjectText(SMALLEST)).toMatchObject({ ok: true });
});

describe('each command block says whether a test runs it', () => {
  const shown = files.filter(
    (file) => file === path.join(root, 'README.md') || file.includes('/build/docs/'),
  );
  test.each(shown.map((file) => path.relative(root, file)))('%s', (name) => {
    const unmarked = commandBlocks(read.get(path.join(root, name)) ?? '').filter(
      ({ kind }) => kind === 'unmarked',
    );
    expect(unmarked).toEqual([]);
  });
});

describe('reading Markdown', () => {
  test('links: texts, pictures, HTML; not those in code', () => {
    const text = '[a](b.md) ![c](d.png) <img src="e.png"> `[no](f.md)`\n```\n[no](g.md)\n```\n[h]: i.md\n';
    expect([...links(text)].sort()).toEqual(['b.md', 'd.png', 'e.png', 'i.md']);
  });
  test('anchors as they are made of headings', () => {
    expect(headings('# A `b`, c!\n\n```sh\n# no\n```\n## 5. A slash is missing\n## A `b`, c!\n')).toEqual([
      'a-b-c',
      '5-a-slash-is-missing',
      'a-b-c-1',
    ]);
  });
  test('command blocks', () => {
    const text =
      '```sh run\nls\n#> x\n```\n```sh illustration\nrm\n```\n```sh\ncat\n```\n```apache\nX\n```\n';
    expect(commandBlocks(text)).toEqual([
      { kind: 'run', lines: ['ls'], expected: ['x'] },
      { kind: 'illustration', lines: ['rm'], expected: [] },
      { kind: 'unmarked', lines: ['cat'], expected: [] },
    ]);
  });
});
