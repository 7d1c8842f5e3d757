import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../../../core/contract/index.ts';
import { memberView } from '../../../../renderer/fixtures/story-snapshot.ts';
import { memberStateText } from '../../../../renderer/format/member-state-text.ts';
import { draftOfMember, editOfDraft } from '../../../../renderer/screens/live/member-fields.ts';
import { freeRoute, memberFromText } from '../../../../renderer/screens/live/new-member.ts';

describe('a member from a typed text', () => {
  test.each([
    ['13005', 'http://127.0.0.1:13005'],
    [' app.local:8080 ', 'http://app.local:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['https://a.test/shop', 'https://a.test/shop'],
    ['wss://a.test', 'wss://a.test'],
    ['not a url', 'not a url'],
    ['ftp://a.test', 'ftp://a.test'],
  ])('%j is %s', (text, url) => {
    expect(memberFromText(text, []).url).toBe(url);
  });

  test('the lowest free number is its route', () => {
    expect(freeRoute([{ route: '1' }, { route: '3' }, {}])).toBe('2');
    expect(freeRoute([])).toBe('1');
  });
});

describe('editing a member', () => {
  const member = { url: 'http://127.0.0.1:13001', route: '1', retry: 5, disablereuse: true, status: '+N' };
  const edit = (changes: Record<string, string | boolean>, status: string | undefined = '+N') =>
    editOfDraft(member, { ...draftOfMember(member), ...changes }, status);

  test('an untouched draft changes nothing', () => {
    expect(edit({})).toEqual({ patch: {}, problems: new Map() });
  });

  test.each([
    [{ retry: '0' }, { retry: 0 }],
    [{ retry: '' }, { retry: null }],
    [{ ping: '0,5' }, { ping: 0.5 }],
    [{ disablereuse: false }, { disablereuse: null }],
    [{ hcmethod: 'None' }, {}],
    [
      { hcmethod: 'GET', hcuri: ' /health ' },
      { hcmethod: 'GET', hcuri: '/health' },
    ],
  ])('%j sends %j', (changes, patch) => {
    expect(edit(changes).patch).toEqual(patch);
    expect(edit(changes).problems.size).toBe(0);
  });

  test('flags are compared as they are written', () => {
    expect(editOfDraft(member, draftOfMember(member), undefined).patch).toEqual({ status: null });
    expect(edit({}, '+DN').patch).toEqual({ status: '+DN' });
  });

  test.each([
    [{ loadfactor: '400' }, 'loadfactor'],
    [{ loadfactor: 'half' }, 'loadfactor'],
    [{ retry: '1.5' }, 'retry'],
    [{ hcinterval: '0.01' }, 'hcinterval'],
  ])('%j is wrong at %s, with a hint', (changes, key) => {
    const problem = edit(changes).problems.get(key);
    expect(problem?.message).toBeTruthy();
    expect(problem?.hint).toBeTruthy();
  });
});

describe('a member’s state in words', () => {
  const now = 1_700_000_000_000;
  const base = memberView(1, { pins: 3, busy: 0, elected: 0, lbstatus: 0 }, now);
  test.each<[Partial<MemberView>, string, string]>([
    [{}, 'ok', 'Answered 4 s ago'],
    [{ lastAnswerAtMs: null }, 'quiet', 'No request yet'],
    [{ healthCheck: { atMs: now - 9000, ok: true, text: '' } }, 'ok', 'Healthy, checked 9 s ago'],
    [{ state: 'draining' }, 'warn', 'Draining, 3 left'],
    [{ state: 'draining', pins: 0 }, 'warn', 'Draining, none left'],
    [{ state: 'error', retryAtMs: now + 41_200 }, 'err', 'In error, retry in 42 s'],
    [{ state: 'error', retryAtMs: now - 1 }, 'err', 'In error, retried next'],
    [{ state: 'outage' }, 'err', 'Simulated outage'],
    [{ state: 'disabled' }, 'quiet', 'Disabled'],
  ])('%j is %s: %s', (changes, tone, words) => {
    const text = memberStateText({ ...base, ...changes }, now);
    expect([text.tone, text.text + text.emphasis]).toEqual([tone, words]);
    // In a column of one-line rows all begin alike.
    expect(text.short).toMatch(/^[a-z]/);
  });
});
