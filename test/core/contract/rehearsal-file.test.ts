import { describe, expect, test } from 'vitest';
import {
  parseRehearsal,
  parseRehearsalText,
  type Rehearsal,
  rehearsalFileName,
  renderRehearsal,
} from '../../../core/contract/index.ts';

const LEAST = {
  version: 1,
  name: 'kill one',
  users: 2,
  duration: 10,
  think: { from: 0.1, to: 0.2 },
  requests: [{ path: '/' }],
  steps: [],
} as const;

const step = (more: Record<string, unknown>) => ({ ...LEAST, steps: [{ at: 1, ...more }] });

describe('a rehearsal file', () => {
  test('the least there can be, and everything', () => {
    expect(parseRehearsal(LEAST)).toEqual({ ok: true, value: LEAST });
    const all: Rehearsal = {
      ...LEAST,
      site: 'shop',
      arriveWithin: 10,
      begin: [{ method: 'POST', path: '/login', headers: { 'X-A': 'b' }, body: 'user=anna' }],
      requests: [{ path: '/' }],
      seed: 7,
      session: { cookies: ['sid'], lostText: 'Sign in', marker: { after: 'a', before: 'b' } },
      steps: [
        { at: 1, do: 'outage', member: '2', balancer: 'lb' },
        { at: 2, do: 'move', from: '1', to: null },
        { at: 3, do: 'set', member: '*', set: { retry: 5 } },
      ],
      allow: { lost: 1, errors: 2, moved: 3, recover: 0.5 },
    };
    expect(parseRehearsalText(renderRehearsal(all))).toEqual({ ok: true, value: all });
  });

  test.each([
    ['no users', { ...LEAST, users: 0 }, '$.users', 'users must be 1 to 500'],
    ['too many users', { ...LEAST, users: 501 }, '$.users', 'users must be 1 to 500'],
    ['nobody to ask', { ...LEAST, requests: [] }, '$.requests', /too small|>=1/i],
    ['a path with a blank', { ...LEAST, requests: [{ path: '/a b' }] }, '$.requests[0].path', /not a path/],
    ['no path', { ...LEAST, requests: [{}] }, '$.requests[0].path', '"path" is missing'],
    [
      'a field that frames',
      { ...LEAST, requests: [{ path: '/', headers: { Host: 'x' } }] },
      '$.requests[0].headers',
      /made here/,
    ],
    ['pauses backwards', { ...LEAST, think: { from: 2, to: 1 } }, '$.think.to', 'to is less than from'],
    ['late arrivals', { ...LEAST, arriveWithin: 11 }, '$.arriveWithin', /after the end/],
    ['an outage of nobody', step({ do: 'outage' }), '$.steps[0].member', '"outage" needs a member'],
    ['an outage of all', step({ do: 'outage', member: '*' }), '$.steps[0].member', /for one member/],
    ['a move from nowhere', step({ do: 'move', to: '2' }), '$.steps[0].from', /route to leave/],
    ['a move to nowhere', step({ do: 'move', from: '2' }), '$.steps[0].to', /route to go to/],
    ['nothing set', step({ do: 'set', member: '1', set: {} }), '$.steps[0].set', 'nothing to set'],
    [
      'a step after the end',
      { ...step({ do: 'drain', member: '1', at: 11 }) },
      '$.steps[0].at',
      /after the end/,
    ],
    ['a step of no kind', step({ do: 'kill', member: '1' }), '$.steps[0].do', /must be "outage"/],
  ])('%s is told with place and hint', (_, data, path, message) => {
    const parsed = parseRehearsal(data);
    if (parsed.ok) throw new Error('it was taken');
    expect(parsed.error).toHaveLength(1);
    expect(parsed.error[0]?.path).toBe(path);
    expect(parsed.error[0]?.message).toMatch(message);
    expect(parsed.error[0]?.hint).not.toBe('');
    expect(parsed.error[0]?.hint).not.toMatch(/Apache|project/);
  });

  test('every problem at once; unknown keys with the one that was meant', () => {
    const parsed = parseRehearsal({ ...LEAST, users: 0, user: 3, duration: 'long' });
    if (parsed.ok) throw new Error('it was taken');
    expect(parsed.error.map(({ path }) => path).toSorted()).toEqual(['$.duration', '$.user', '$.users']);
    const meant = parseRehearsal({ ...LEAST, sed: 3 });
    expect(meant).toMatchObject({ error: [{ path: '$.sed', hint: 'Did you mean "seed"?' }] });
  });

  test('text that is not JSON: line and column', () => {
    expect(parseRehearsalText('{\n  "version": 1,\n}')).toMatchObject({
      ok: false,
      error: [{ line: 3, column: 1, hint: expect.stringContaining('A rehearsal file is strict JSON') }],
    });
  });

  test.each([
    ['Kill one member', 'kill-one-member.rehearsal.json'],
    ['Größe/../x', 'gro-e-x.rehearsal.json'],
    ['…', 'untitled.rehearsal.json'],
  ])('the file of “%s” is %s', (name, file) => expect(rehearsalFileName({ name })).toBe(file));
});
