import { afterEach, describe, expect, test, vi } from 'vitest';
import { rememberedHeight, rememberHeight } from '../../../renderer/screens/live/topology/topology-height.ts';
import { readRemembered, remember } from '../../../renderer/store/remembered.ts';

afterEach(() => void vi.unstubAllGlobals());

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

describe('what a person has arranged', () => {
  test('is there in the next run, and forgotten when it is taken back', () => {
    vi.stubGlobal('localStorage', storage());
    rememberHeight(312.4);
    expect(rememberedHeight()).toBe(312);
    rememberHeight(null);
    expect(rememberedHeight()).toBeNull();
  });

  test.each(['', 'tall', '-5', '1e9', 'NaN'])('a height of %j is none', (text) => {
    vi.stubGlobal('localStorage', storage());
    remember('routepin.topology-height', text);
    expect(rememberedHeight()).toBeNull();
  });

  test('a browser that forbids to remember is no reason to fail', () => {
    const forbid = () => {
      throw new Error('SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: forbid, setItem: forbid, removeItem: forbid });
    remember('a', 'b');
    expect(readRemembered('a')).toBeNull();
  });
});
