import { describe, expect, test } from 'vitest';
import { judged, NONE, playwrightCounts, sum, verdict, vitestCounts } from '../../build/test-run/counts.mjs';

describe('vitestCounts', () => {
  const file = (status: string, ...statuses: string[]) => ({
    status,
    assertionResults: statuses.map((each, i) => ({ status: each, fullName: `t${i}` })),
  });

  test.each([
    ['no files', [], [0, 0, 0]],
    ['all pass', [file('passed', 'passed', 'passed')], [2, 0, 0]],
    ['one fails', [file('failed', 'passed', 'failed')], [1, 1, 0]],
    ['skipped and todo are told', [file('passed', 'passed', 'skipped', 'todo')], [1, 0, 2]],
    [
      'a file that does not load counts as one failure',
      [file('failed'), file('passed', 'passed')],
      [1, 1, 0],
    ],
    ['so does one whose afterAll breaks', [file('failed', 'passed')], [1, 1, 0]],
  ])('%s', (_name, testResults, expected) => {
    const { passed, failed, skipped, skips } = vitestCounts({ testResults });
    expect([passed, failed, skipped]).toEqual(expected);
    expect(skips).toHaveLength(skipped);
  });

  test('failures are named, with the first line of why and without colours', () => {
    const failureMessages = ['\u001b[31mError: the port is in use\u001b[39m\n    at listen'];
    const { failures } = vitestCounts({
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'listens', failureMessages }] },
        { status: 'failed', name: 'test/a.test.ts', message: 'Unexpected token', assertionResults: [] },
      ],
    });
    expect(failures).toEqual(['listens: Error: the port is in use', 'test/a.test.ts: Unexpected token']);
  });

  test('a time limit is called so, where the report has Vitest’s own word for it', () => {
    const failureMessages = ['Error: STACK_TRACE_ERROR\n    at task'];
    const { failures } = vitestCounts({
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'hangs', failureMessages }] },
      ],
    });
    expect(failures).toEqual(['hangs: timed out']);
  });
});

describe('playwrightCounts', () => {
  const spec = (
    title: string,
    status: string,
    annotations: { type: string; description?: string }[] = [],
    message?: string,
  ) => ({
    title,
    tests: [{ status, annotations, results: [message === undefined ? {} : { error: { message } }] }],
  });

  test('adds up nested suites and names the reason of a skip', () => {
    const counts = playwrightCounts({
      suites: [
        {
          specs: [spec('a', 'expected')],
          suites: [
            {
              specs: [
                spec('b', 'unexpected', [], 'Error: no such text\nCall log: …'),
                spec('c', 'skipped', [{ type: 'skip', description: 'no apache2 here' }]),
                spec('d', 'skipped'),
                spec('e', 'flaky'),
              ],
            },
          ],
        },
      ],
    });
    expect(counts).toEqual({
      passed: 1,
      failed: 2,
      skipped: 2,
      skips: ['c: no apache2 here', 'd'],
      failures: ['b: Error: no such text', 'e'],
    });
  });

  test('an error outside of any test is a failure', () => {
    expect(playwrightCounts({ suites: [], errors: [{ message: 'no such file' }] }).failed).toBe(1);
  });
});

describe('judged', () => {
  test.each([
    ['ran and passed', { ...NONE, passed: 3 }, 0, [3, 0]],
    ['failed as its report says', { ...NONE, passed: 3, failed: 1 }, 1, [3, 1]],
    ['no report at all', null, 1, [0, 1]],
    ['no report, though it says all is well', null, 0, [0, 1]],
    ['ran nothing', NONE, 0, [0, 1]],
    ['skipped everything', { ...NONE, skipped: 4 }, 0, [0, 1]],
    ['crashed after its report', { ...NONE, passed: 3 }, 143, [3, 1]],
  ])('%s', (_name, counts, exitCode, expected) => {
    const { passed, failed } = judged(counts, exitCode);
    expect([passed, failed]).toEqual(expected);
  });
});

test('the last line names skips only when there are any', () => {
  const counts = sum([
    { ...NONE, passed: 2, skips: [] },
    { ...NONE, passed: 1, failed: 1 },
  ]);
  expect(verdict(counts)).toBe('3 passed, 1 failed');
  expect(verdict({ ...counts, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
