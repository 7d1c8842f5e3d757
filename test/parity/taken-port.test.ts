import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findApache } from '../../core/host/apache/find-apache.ts';
import { runParity } from '../../core/parity/index.ts';
import { listen } from '../support/listen.ts';
import { shopProject } from './feature-project.ts';

let taken = 0;
/** Which of the ports that are looked for is the taken one, and how many have been. */
let turn = 0;
let asked = 0;

vi.mock(import('../../core/host/free-port.ts'), async (original) => {
  const { findFreePort } = await original();
  return {
    findFreePort: async (...of: Parameters<typeof findFreePort>) =>
      asked++ === turn ? taken : findFreePort(...of),
  };
});

/** Somebody who listens on a port just after it was found free. */
const other = createServer((socket) => socket.destroy());
beforeEach(async () => {
  taken = await listen(other);
});
afterEach(() => {
  other.close();
});

describe('a port that somebody takes before a side listens there', () => {
  // In the order in which they are looked for.
  test.each([
    ['Apache’s', 0],
    ['ours', 1],
    ['of balancer-manager', 2],
  ])('%s: both sides start anew on other ports', async (_, place) => {
    const found = await findApache();
    if (!found.ok) throw new Error(found.error.message);
    [turn, asked] = [place, 0];
    const compared = await runParity(shopProject(), {
      install: found.value,
      requests: 0,
      seed: 1,
      realBackends: false,
      allowUnsafe: false,
      signal: new AbortController().signal,
      onRow: () => undefined,
    });
    expect(compared).toMatchObject({ ok: true, value: { summary: { different: 0 } } });
    expect(asked).toBeGreaterThan(place);
  });
});
