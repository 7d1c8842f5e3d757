import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makePage, PAGES } from '../../build/docs/make.mjs';
import { SMALLEST } from '../../build/docs/project-file.mjs';
import { parseProjectText } from '../../core/contract/index.ts';
import { lintConfiguration } from '../../core/formats/index.ts';
import {
  brokenLinks,
  documents,
  missingFiles,
  root,
  troublesOf,
  wrongCommands,
} from '../support/documents.ts';
import { blocksOf, commandBlocks, headings, links } from '../support/markdown.ts';

/** Only there to catch a hang. */
const MAKING_LIMIT_MS = 300_000;

test('there are documents to look at', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'CHANGELOG.md', 'build/docs/faq.md', 'core/engine/README.md']),
  );
});

test.each(documents)(
  '%s: links, anchors, pictures, files and commands are there, blocks are marked',
  async (name) => {
    expect(await troublesOf(path.join(root, name))).toEqual([]);
  },
);

describe('configurations that documents show', () => {
  const shown = documents.flatMap((name) =>
    blocksOf(readFileSync(path.join(root, name), 'utf8'), 'apache').map((text) => [name, text] as const),
  );
  test('there are some', () => expect(shown.length).toBeGreaterThan(1));
  test.each(shown)(
    '%s: Apache would take it, nothing in it does anything else than it says',
    (name, text) => {
      const { findings, imported } = lintConfiguration({ text, fileName: name, includes: null });
      expect(imported.project.balancers[0]?.members.length).toBeGreaterThan(1);
      expect(imported.notes.filter(({ kind }) => kind !== 'assumed')).toEqual([]);
      expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    },
  );
});

describe('a document with a mistake is noticed', () => {
  const place = path.join(root, 'README.md');
  const text = readFileSync(place, 'utf8');
  /** README.md with one thing changed. */
  const broken = (from: string, to: string) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
  test.each([
    ['a page', '](build/docs/limits.md)', '](build/docs/limit.md)', 'build/docs/limit.md'],
    ['an anchor', '](build/docs/limits.md)', '](build/docs/limits.md#none)', 'build/docs/limits.md#none'],
    ['a picture', 'src="build/pictures/live-light.png"', 'src="live.png"', 'live.png'],
    ['a dark picture', 'srcset="build/pictures/live-dark.png"', 'srcset="dark.png"', 'dark.png'],
    ['an anchor of its own', '# Routepin\n', '# Routepin\n[x](#nowhere)\n', '#nowhere'],
  ])('%s', (_name, from, to, link) => {
    expect(brokenLinks(place, broken(from, to))).toEqual([link]);
  });
  test.each([
    ['in a block', '```sh illustration\nnpm run nothing\n```\n'],
    ['of Node', 'Say `node build/nothing.mjs --x`.'],
    ['in a sentence', 'Say `npm run nothing`.'],
  ])('a command %s', (_name, wrong) => {
    expect(wrongCommands(wrong)).toHaveLength(1);
  });
  test('a file', () => {
    expect(missingFiles(place, '`core/engine/none.ts`, `engine.ts`, `core/engine/`')).toEqual([
      'core/engine/none.ts',
    ]);
  });
});

test.each(Object.keys(PAGES))(
  '%s is as new as the code (node build/docs/make.mjs)',
  async (name) => {
    expect((await makePage(name)).isCurrent).toBe(true);
  },
  // The page is made by bundling the code it is made of: slow where ten things run at once.
  MAKING_LIMIT_MS,
);

test('the smallest project that the reference shows is one', () => {
  expect(parseProjectText(SMALLEST)).toMatchObject({ ok: true });
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
      '```sh run\nls\n#> x\n```\n```sh illustration\nrm\n```\n```sh\ncat\n```\n```\nnl\n```\n```apache\nX\n```\n';
    expect(commandBlocks(text)).toEqual([
      { kind: 'run', lines: ['ls'], expected: ['x'] },
      { kind: 'illustration', lines: ['rm'], expected: [] },
      { kind: 'unmarked', lines: ['cat'], expected: [] },
      { kind: 'unmarked', lines: ['nl'], expected: [] },
    ]);
  });
});
