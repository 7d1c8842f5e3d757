import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../../renderer');
const filesOf = (folder: string) =>
  readdirSync(path.join(renderer, folder)).filter((name) => name.endsWith('.tsx'));

describe('the page of components (npm run ui:catalog)', () => {
  test('shows every component', () => {
    const shown = filesOf('fixtures/catalog')
      .map((name) => readFileSync(path.join(renderer, 'fixtures/catalog', name), 'utf8'))
      .join('\n');
    const missing = filesOf('components').filter((name) => !shown.includes(`components/${name}'`));
    expect(missing).toEqual([]);
  });

  test('components take plain props: none knows the store or a screen', () => {
    const knowing = filesOf('components').filter((name) =>
      /from '\.\.\/(screens|app)\/|store-context/.test(
        readFileSync(path.join(renderer, 'components', name), 'utf8'),
      ),
    );
    expect(knowing).toEqual([]);
  });
});
