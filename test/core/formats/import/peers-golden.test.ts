import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseProject } from '../../../../core/contract/index.ts';
import { detectImportFormat, importConfiguration } from '../../../../core/formats/index.ts';

const FOLDER = path.join(import.meta.dirname, '../../../golden/peers-import');
const FILES = readdirSync(FOLDER).filter((file) => !file.endsWith('.json'));

function importOf(file: string) {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  const format = detectImportFormat(text);
  return { text, format, imported: importConfiguration(format, { text, fileName: file, includes: null }) };
}

describe('configurations of HAProxy and nginx as people write them', () => {
  test('are at least a dozen, and told by their text', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(12);
    for (const file of FILES) expect([file, importOf(file).format]).toEqual([file, file.split('-')[0]]);
  });

  test.each(FILES)('%s: the project and what could not be taken, by line', async (file) => {
    const { project, notes } = importOf(file).imported;
    const said = notes.map(({ line, kind, message }) => `${line} ${kind}: ${message}`);
    await expect(`${JSON.stringify({ project, notes: said }, null, 2)}\n`).toMatchFileSnapshot(
      path.join(FOLDER, `${file.replace(/\.\w+$/, '')}.json`),
    );
    expect(parseProject(project).ok).toBe(true);
  });

  test.each(FILES)('%s: every line is understood or listed', (file) => {
    const { text, imported } = importOf(file);
    const seen = new Set([...imported.understood, ...imported.notes].map(({ line }) => line));
    const meant = text
      .split('\n')
      .flatMap((line, index) => (/^\s*(?:#|[{}\s]*$)/.test(line) ? [] : [index + 1]));
    expect(meant.filter((line) => !seen.has(line))).toEqual([]);
  });
});
