import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { COMMANDS, withFigures } from '../../build/docs/benchmarks.mjs';

/** What no page of ours says: the real one has figures of its own. */
const taken = { output: 'nobody 987,654 µs\n', date: '2001-02-03', machine: 'a machine' };

describe('withFigures', () => {
  test.each(Object.keys(COMMANDS))('the page has a place for %s, and the rest stays', async (name) => {
    const page = await readFile('build/docs/benchmarks.md', 'utf8');
    const filled = withFigures(page, name, taken);
    expect(filled).toContain('2001-02-03, on a machine:\n\n```text\nnobody 987,654 µs\n```\n');
    expect(withFigures(filled, name, { ...taken, output: 'other' })).not.toContain('987,654');
    for (const other of Object.keys(COMMANDS).filter((one) => one !== name)) {
      const [begin = '', end = ''] = [`<!-- figures: ${other} -->`, `<!-- /figures: ${other} -->`];
      const part = (text: string) => text.slice(text.indexOf(begin), text.indexOf(end));
      expect(part(filled)).toBe(part(page));
    }
  });

  const place = '<!-- figures: ui -->\nold\n<!-- /figures: ui -->';
  test('colours, lines that are written over, fences and what npm says are taken out', () => {
    const output = '\n> routepin@0.1.0 bench\n> node x\n\n\u001b[32mok\u001b[0m\n10 %\r100 %\n```\n';
    expect(withFigures(place, 'ui', { ...taken, output })).toContain("```text\nok\n100 %\n'''\n```\n");
    // A shorter run is not passed off as the whole one.
    expect(withFigures(place, 'ui', { ...taken, output })).toContain('`node x`, 2001-02-03');
  });

  test.each([
    ['figures that nobody takes', 'nothing', taken, /no such figures: nothing/],
    ['a page without the place', 'chaos', taken, /no place for the figures of chaos/],
    ['a command that printed nothing', 'ui', { ...taken, output: '\n\n' }, /nothing was printed/],
  ])('%s are refused', (_name, name, figures, words) => {
    expect(() => withFigures(place, name, figures)).toThrow(words);
  });
});
