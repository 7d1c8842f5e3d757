import { describe, expect, test } from 'vitest';
import { describeExchange, keepTrace, ownText } from '../../../core/decision/index.ts';
import { type Answer, Lab, settings } from './harness.ts';

const pinned = (): Answer => new Lab(settings('ab')).send({ cookie: 'ROUTEID=a-long-session-name.a' });
const failedOver = (): Answer =>
  new Lab(settings('abc')).send({ cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
const fresh = (): Answer => new Lab(settings('ab')).send();
const refused = (): Answer => new Lab(settings({ a: { status: '+D' } })).send();

describe('a kept trace tells the same story as the one it was copied from', () => {
  test.each([
    ['the first of its place', fresh, null],
    ['fewer attempts than the one it is written over', pinned, failedOver],
    ['more attempts than the one it is written over', failedOver, pinned],
    ['a route where there was none', pinned, fresh],
    ['no route where there was one', fresh, pinned],
    ['a refusal over an answer', refused, failedOver],
    ['an answer over a refusal', failedOver, refused],
  ])('%s', (_, make, makeUnwanted) => {
    const { trace } = make().plan;
    const unwanted = makeUnwanted === null ? null : keepTrace(makeUnwanted().plan.trace, null);
    const kept = keepTrace(trace, unwanted);
    expect(describeExchange(kept)).toEqual(describeExchange(trace));
    if (unwanted !== null) expect(kept).toBe(unwanted);
    expect(kept.attempts).not.toBe(trace.attempts);
    expect(kept.lookup).not.toBe(trace.lookup);
  });

  test('the copy stays as it is when the exchange goes on', () => {
    const { trace } = pinned().plan;
    const kept = keepTrace(trace, null);
    trace.status = 502;
    for (const attempt of trace.attempts) attempt.markedError = true;
    expect(kept.status).toBe(200);
    expect(kept.attempts.map((attempt) => attempt.markedError)).toEqual([false]);
  });
});

test.each(['', 'short', 'thirteen char', 'a piece of a much longer head, cut out of it'])(
  'ownText keeps %j',
  (text) => {
    expect(ownText(text)).toBe(text);
  },
);
