import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listen } from '../support/listen.ts';
import { shopProject } from './feature-project.ts';
import { report } from './report.ts';

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
    [turn, asked] = [place, 0];
    const { summary } = await report(shopProject());
    expect(summary.different).toBe(0);
    expect(asked).toBeGreaterThan(place);
  });
});
