import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProject } from '../../../../core/contract/index.ts';
import { importConfiguration, renderExport } from '../../../../core/formats/index.ts';

const FOLDER = path.join(import.meta.dirname, '../../../golden/apache-import');
const LINES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.conf'))
  .flatMap((file) => readFileSync(path.join(FOLDER, file), 'utf8').split('\n'))
  .filter((line) => line.trim() !== '');

const line = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  // Real lines with something wrong in the middle.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...LINES), fc.nat(60), fc.string({ unit: 'grapheme', maxLength: 5 }))
      .map(([text, at, piece]) => text.slice(0, at) + piece + text.slice(at + 1)),
  },
);

test('whatever a text says, a project comes out, and every line of it is understood or listed', async () => {
  await fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const text = lines.join('\n');
      const { project, notes, understood } = importConfiguration('apache', {
        text,
        fileName: 'x',
        includes: null,
      });
      const parsed = parseProject(project);
      expect(parsed.ok || parsed.error).toBe(true);
      const accounted = new Set([...notes, ...understood].map((one) => one.line));
      let isContinued = false;
      text.split('\n').forEach((raw, index) => {
        const trimmed = raw.replace(/^[ \t\v\f\r]+|[ \t\v\f\r]+$/g, '');
        const isDirective = trimmed !== '' && trimmed !== '\\' && !/^(#|<\/)/.test(trimmed);
        if (!isContinued && isDirective) expect(accounted, trimmed).toContain(index + 1);
        isContinued = /\\\r?$/.test(raw);
      });
      for (const format of ['apache', 'apache22'] as const) renderExport(project, format);
    }),
    { numRuns: 300 },
  );
});

test('the same text gives the same answer, byte for byte', () => {
  for (const text of [LINES.join('\n'), LINES.toReversed().join('\n')]) {
    const run = (): string =>
      JSON.stringify(importConfiguration('apache', { text, fileName: 'x', includes: null }));
    expect(run()).toBe(run());
  }
});
