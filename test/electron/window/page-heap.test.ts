import { describe, expect, test } from 'vitest';
import { collectRarely } from '../../../electron/window/page-heap.ts';

function switchesOf(given: readonly string[]): readonly string[] {
  const appended: string[] = [];
  collectRarely({
    commandLine: {
      hasSwitch: (name) => given.includes(name),
      appendSwitch: (name, value) => appended.push(`${name}=${value}`),
    },
  });
  return appended;
}

describe('collectRarely', () => {
  test('tells the pages’ V8 when to look through its heap', () => {
    expect(switchesOf([])).toEqual(['js-flags=--initial-old-space-size=64 --heap-growing-percent=400']);
  });

  test('leaves flags that somebody started the app with', () => {
    expect(switchesOf(['js-flags'])).toEqual([]);
  });
});
