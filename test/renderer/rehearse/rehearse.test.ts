import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RehearsalMark, RehearsalRequest, RehearsalSample } from '../../../core/contract/index.ts';
import {
  areaPath,
  chartShape,
  letterPlace,
  MARK_ROWS,
  niceTicks,
  placeMarks,
  timeTicks,
} from '../../../renderer/screens/rehearse/chart-geometry.ts';
import { journeyText, journeyWords, readJourney } from '../../../renderer/screens/rehearse/journey-text.ts';
import { tableRows } from '../../../renderer/screens/rehearse/sample-rows.ts';
import { blocksOf } from '../../../renderer/screens/rehearse/script-blocks.ts';
import { begunWords } from '../../../renderer/screens/rehearse/verdict-words.ts';

const sample = (requests: readonly number[], more: Partial<RehearsalSample> = {}): RehearsalSample => ({
  requests,
  users: requests,
  errors: 0,
  lost: 0,
  moved: 0,
  ...more,
});

test.each([
  ['everybody came', 500, 0, 'of 500 sessions'],
  ['it was cancelled', 500, 300, 'of 200 sessions'],
  ['only one came', 500, 499, 'of 1 session'],
  ['nobody came', 60, 60, 'of 0 sessions'],
])('what was kept is counted of the sessions that began: %s', (_, users, idle, words) => {
  const others = { kept: 0, moved: 0, lost: 0, errors: 0, requests: 0, failedRequests: 0 };
  expect(begunWords({ ...others, users, idle })).toBe(words);
});

describe('a journey as text', () => {
  test.each<[string, readonly RehearsalRequest[]]>([
    ['/', [{ path: '/' }]],
    ['/a\n\n  /b?x=1  ', [{ path: '/a' }, { path: '/b?x=1' }]],
    ['POST /login user=anna&next=/', [{ method: 'POST', path: '/login', body: 'user=anna&next=/' }]],
    ['delete /cart/3', [{ method: 'DELETE', path: '/cart/3' }]],
    ['', []],
  ])('%j', (text, requests) => expect(readJourney(text)).toEqual({ ok: true, requests }));

  test.each([
    ['/a\ncart', 2, /begins with a slash/],
    ['GET', 1, /begins with a slash/],
    ['/größe', 1, /no path/],
  ])('%j is no journey, and says where', (text, line, problem) => {
    expect(readJourney(text)).toEqual({ ok: false, line, problem: expect.stringMatching(problem) });
  });

  test('what is written is read back (property), and fields are kept where the request is the same', () => {
    const requests = fc.array(
      fc.record(
        {
          method: fc.constantFrom('POST' as const, 'PUT' as const),
          path: fc.constantFrom('/', '/a', '/b?c=d'),
          body: fc.constantFrom('a=b', '{"a": 1}'),
        },
        { requiredKeys: ['path', 'method'] },
      ),
    );
    fc.assert(
      fc.property(requests, (all) => {
        expect(readJourney(journeyText(all))).toEqual({ ok: true, requests: all });
      }),
    );
    const known = [{ path: '/', headers: { A: 'b' } }];
    expect(readJourney('/', known)).toEqual({ ok: true, requests: known });
    expect(readJourney('/x', known)).toEqual({ ok: true, requests: [{ path: '/x' }] });
  });

  test('in a few words', () => {
    expect(journeyWords([])).toEqual({ first: 'nothing yet', more: '' });
    expect(journeyWords([{ path: '/' }])).toEqual({ first: '/', more: '' });
    expect(journeyWords([{ method: 'POST', path: '/a' }, { path: '/' }])).toEqual({
      first: 'POST /a',
      more: ' and 1 more',
    });
  });
});

describe('the chart', () => {
  test('members are stacked in order; sessions as they stand', () => {
    const shape = chartShape([sample([1, 2]), sample([3, 0])], 'sessions', 1000, 2000);
    expect(shape.bands).toEqual([
      { lower: [0, 0], upper: [1, 3] },
      { lower: [1, 3], upper: [3, 3] },
    ]);
    expect(shape.places).toEqual([0.25, 0.75]);
    expect(shape.top).toBeGreaterThanOrEqual(3);
  });

  test('requests are a rate: a steady flow is a straight line, whatever the length of a slice', () => {
    const shape = chartShape(
      Array.from({ length: 20 }, () => sample([5])),
      'requests',
      250,
      5000,
    );
    expect(new Set(shape.bands[0]?.upper)).toEqual(new Set([20]));
  });

  test('bands never cross and stay within the scale (property)', () => {
    const row = fc.array(fc.nat({ max: 500 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { bands, top } = chartShape(
          rows.map((each) => sample(each)),
          'requests',
          250,
          10_000,
        );
        for (const [index, { lower, upper }] of bands.entries()) {
          for (const [at, value] of upper.entries()) {
            expect(value).toBeGreaterThanOrEqual(lower[at] ?? 0);
            expect(value).toBeLessThanOrEqual(top + 1e-9);
            expect(lower[at]).toBe(index === 0 ? 0 : bands[index - 1]?.upper[at]);
          }
        }
      }),
    );
  });

  test('nothing yet draws nothing', () => {
    const shape = chartShape([], 'requests', 250, 1000);
    expect(shape.bands).toEqual([]);
    expect(areaPath({ lower: [], upper: [] }, [], 1)).toBe('');
  });

  test.each([
    [1, [0, 1]],
    [7, [0, 5, 10]],
    [228, [0, 100, 200, 300]],
    [500, [0, 200, 400, 600]],
  ])('round numbers up to %i', (most, ticks) => expect(niceTicks(most)).toEqual(ticks));

  test.each([
    [30, [0, 5, 10, 15, 20, 25, 30]],
    [2, [0, 0.5, 1, 1.5, 2]],
    [32, [0, 5, 10, 15, 20, 25, 32]],
    [600, [0, 120, 240, 360, 480, 600]],
  ])('round times of %i s', (seconds, ticks) => expect(timeTicks(seconds * 1000)).toEqual(ticks));

  test('a letter stands where its band is thickest, and nowhere in a thin one', () => {
    const band = { lower: [0, 0, 0], upper: [1, 8, 2] };
    expect(letterPlace(band, [0.1, 0.5, 0.9], 10, 0.05)).toEqual({ x: 0.5, y: 0.6 });
    expect(letterPlace({ lower: [0], upper: [0.2] }, [0.5], 10, 0.05)).toBeNull();
  });

  const mark = (atMs: number, step = 0): RehearsalMark => ({
    step,
    atMs,
    kind: 'outage',
    member: null,
    text: 'x',
    trouble: null,
  });

  test('words of neighbouring marks stand in rows of their own; at the end they turn to the left', () => {
    const placed = placeMarks([mark(100), mark(150), mark(900)], [], 100, 1000, () => 0.25);
    expect(placed.map(({ row, isFlipped }) => [row, isFlipped])).toEqual([
      [0, false],
      [1, false],
      [0, true],
    ]);
    const crowd = placeMarks(
      Array.from({ length: 9 }, () => mark(100)),
      [],
      100,
      1000,
      () => 0.25,
    );
    expect(Math.max(...crowd.map(({ row }) => row))).toBe(MARK_ROWS - 1);
  });

  test('words have the room up to the next ones of their row, or to the end', () => {
    const placed = placeMarks([mark(100), mark(300), mark(600), mark(900)], [], 100, 1000, () => 0.25);
    expect(placed.map(({ row, room }) => [row, Number(room.toFixed(2))])).toEqual([
      [0, 0.5],
      [1, 0.35],
      [0, 0.4],
      [1, 0.35],
    ]);
  });

  test('words that are short keep the row of their neighbours', () => {
    const placed = placeMarks([mark(100), mark(300)], [], 100, 1000, ({ atMs }) => atMs / 1000 / 2);
    expect(placed.map(({ row }) => row)).toEqual([0, 0]);
  });

  test('a mark tells what came of it until the next; of two at one time the last one does', () => {
    const samples = [0, 1, 2, 3, 0].map((lost) => sample([0], { lost, moved: lost }));
    const placed = placeMarks([mark(100, 0), mark(100, 1), mark(300, 2)], samples, 100, 500, () => 0.2);
    expect(placed.map(({ lost }) => lost)).toEqual([0, 3, 3]);
  });
});

describe('the table beside the chart', () => {
  test('slices are joined to seconds; nothing gets lost', () => {
    const samples = Array.from({ length: 8 }, (_, index) => sample([1, 2], { errors: 1, users: [index, 0] }));
    const rows = tableRows({ samples, sampleMs: 250, durationMs: 2000, marks: [{ ...MARK, atMs: 1100 }] });
    expect(rows).toEqual([
      { atMs: 0, requests: [4, 8], users: [3, 0], errors: 4, lost: 0, moved: 0, marks: [] },
      {
        atMs: 1000,
        requests: [4, 8],
        users: [7, 0],
        errors: 4,
        lost: 0,
        moved: 0,
        marks: [{ ...MARK, atMs: 1100 }],
      },
    ]);
  });
});

const MARK: RehearsalMark = {
  step: 0,
  atMs: 0,
  kind: 'outage',
  member: null,
  text: '2 is lost',
  trouble: null,
};

describe('the script as lanes', () => {
  const steps = [
    { at: 6, do: 'outage', member: '2' },
    { at: 14, do: 'return', member: '2' },
    { at: 16, do: 'drain', member: '3' },
    { at: 18, do: 'set', member: '*', set: { retry: 5 } },
  ] as const;
  const draft = { duration: 20, steps: [...steps] };

  test('an outage lasts until the return; a drain without an end lasts until the end', () => {
    expect(blocksOf(draft, ['2'])).toEqual([
      { step: 0, endStep: 1, kind: 'outage', from: 0.3, to: 0.7, isPoint: false },
      { step: 3, endStep: null, kind: 'set', from: 0.9, to: 0.9, isPoint: true },
    ]);
    expect(blocksOf(draft, ['3'])[0]).toEqual({
      step: 2,
      endStep: null,
      kind: 'drain',
      from: 0.8,
      to: 1,
      isPoint: false,
    });
  });

  test('two outages have two ends, each its own', () => {
    const twice = [
      { at: 1, do: 'outage' as const, member: '2' },
      { at: 5, do: 'outage' as const, member: '2' },
      { at: 3, do: 'return' as const, member: '2' },
      { at: 7, do: 'return' as const, member: '2' },
    ];
    expect(
      blocksOf({ duration: 10, steps: twice }, ['2']).map(({ step, endStep }) => [step, endStep]),
    ).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});
