import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseProject } from '../../../../core/contract/index.ts';
import { importConfiguration } from '../../../../core/formats/index.ts';

const FOLDER = path.join(import.meta.dirname, '../../../golden/apache-import');
const NAMES = readdirSync(FOLDER).flatMap((file) => /^(.+)\.conf$/.exec(file)?.[1] ?? []);

function importOf(name: string) {
  const text = readFileSync(path.join(FOLDER, `${name}.conf`), 'utf8');
  return {
    text,
    imported: importConfiguration('apache', { text, fileName: `${name}.conf`, includes: null }),
  };
}

describe('configurations as people write them', () => {
  test('are at least thirty', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(30);
  });

  test.each(NAMES)('%s: the project and its notes', async (name) => {
    const { project, notes } = importOf(name).imported;
    const said = notes.map(({ line, kind, message, mend }) =>
      mend === undefined ? `${line} ${kind}: ${message}` : `${line} ${kind}: ${message} [${mend.label}]`,
    );
    await expect(`${JSON.stringify({ project, notes: said }, null, 2)}\n`).toMatchFileSnapshot(
      path.join(FOLDER, `${name}.json`),
    );
    expect(parseProject(project).ok).toBe(true);
  });

  test.each(NAMES)('%s: every line is understood or listed', (name) => {
    const { text, imported } = importOf(name);
    const accounted = new Set([...imported.understood, ...imported.notes].map(({ line }) => line));
    expect(directiveLines(text).filter((line) => !accounted.has(line))).toEqual([]);
    // And nothing that is no directive.
    const lines = text.split('\n');
    for (const line of accounted) expect(lines[line - 1]?.trim(), `line ${line}`).toMatch(/^[^#\s]/);
  });
});

/** Where directives and sections begin: found without the product's own reader. */
function directiveLines(text: string): readonly number[] {
  const found: number[] = [];
  let isContinued = false;
  text.split('\n').forEach((line, index) => {
    const trimmed = line.trim();
    if (!isContinued && trimmed !== '' && !trimmed.startsWith('#') && !trimmed.startsWith('</')) {
      found.push(index + 1);
    }
    isContinued = line.endsWith('\\');
  });
  return found;
}
