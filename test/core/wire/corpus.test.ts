import { describe, expect, it } from 'vitest';
import { requestCorpus, responseCorpus } from './corpus/index.ts';
import { differenceOfRuns } from './fuzz/check.ts';
import { type Run, runRequests, runResponses } from './oracle/codec-run.ts';
import { compareRequests, compareResponses } from './oracle/compare.ts';

/** Every index at which `length` bytes can be cut in two; of long inputs the borders and a sample. */
function cutPlaces(length: number): number[] {
  const step = Math.max(1, Math.floor(length / 60));
  return Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1).filter(
    (cut) => cut < 150 || cut > length - 60 || cut % step === 0,
  );
}

function outcome(run: Run) {
  return {
    bodies: run.messages.filter((message) => message.isComplete).map((message) => message.body),
    code: run.error?.code ?? null,
    status: run.error?.status,
  };
}

function expectSameAtEverySplit(length: number, whole: Run, read: (cuts: number[]) => Run): void {
  for (const cut of cutPlaces(length)) {
    const difference = differenceOfRuns(whole, read([cut]));
    if (difference !== null) expect.fail(`cut at ${cut}: ${difference}`);
  }
  // Byte by byte; long inputs would be scanned over and over, so they go in larger steps.
  const step = length > 2000 ? 37 : 1;
  const all = Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step).filter((cut) => cut > 0);
  expect(differenceOfRuns(whole, read(all))).toBeNull();
}

describe('request corpus', () => {
  it('has distinct names and is large', () => {
    expect(new Set(requestCorpus.map((entry) => entry.name)).size).toBe(requestCorpus.length);
    expect(requestCorpus.length).toBeGreaterThanOrEqual(150);
  });

  describe.each(requestCorpus)('$name', ({ bytes, bodies, code, status }) => {
    const input = Buffer.from(bytes, 'latin1');
    it('has its verdict', () => {
      expect(outcome(runRequests(input))).toEqual({ bodies, code, status });
    });
    it('is the same at every split', () => {
      expectSameAtEverySplit(input.length, runRequests(input), (cuts) => runRequests(input, cuts));
    });
    it('agrees with Node’s strict parser', () => {
      expect(compareRequests(input, runRequests(input))).toBeNull();
    });
  });
});

describe('response corpus', () => {
  it('has distinct names and is large', () => {
    expect(new Set(responseCorpus.map((entry) => entry.name)).size).toBe(responseCorpus.length);
    expect(responseCorpus.length).toBeGreaterThanOrEqual(80);
  });

  describe.each(responseCorpus)('$name', ({ bytes, bodies, code, status, asked }) => {
    const input = Buffer.from(bytes, 'latin1');
    it('has its verdict', () => {
      expect(outcome(runResponses(input, asked))).toEqual({ bodies, code, status });
    });
    it('is the same at every split', () => {
      expectSameAtEverySplit(input.length, runResponses(input, asked), (cuts) =>
        runResponses(input, asked, cuts),
      );
    });
    it('agrees with Node’s strict parser', () => {
      const run = runResponses(input, asked);
      expect(compareResponses(input, run, asked.methods, asked.isClosed === true)).toBeNull();
    });
  });
});
