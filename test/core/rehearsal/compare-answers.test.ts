import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffTexts } from '../../../core/rehearsal/diff-lines.ts';
import { compareAnswers, type MemberAnswer } from '../../../core/rehearsal/index.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const IGNORE = { texts: [], isVolatileIgnored: true };

const answer = (member: string, body: string | null, more: Partial<MemberAnswer> = {}): MemberAnswer => ({
  member,
  route: member,
  trouble: null,
  status: 200,
  durationMs: 1,
  headers: [['Content-Type', 'text/html']],
  contentType: 'text/html',
  bodyBytes: body?.length ?? 0,
  body,
  isTruncated: false,
  hash: digest(body ?? ''),
  ...more,
});

describe('answers side by side', () => {
  test('equal ones are grouped, the largest group is what the others are compared with', () => {
    const { groups, answers } = compareAnswers(
      [
        answer('1', 'old\nprice 64.99\nend'),
        answer('2', 'old\nprice 59.99\nend'),
        answer('3', 'old\nprice 59.99\nend'),
      ],
      IGNORE,
      digest,
    );
    expect(groups).toEqual([['2', '3'], ['1']]);
    expect(answers.map(({ group, diff }) => [group, diff?.changedLines])).toEqual([
      [1, 1],
      [0, undefined],
      [0, undefined],
    ]);
    expect(answers[0]?.diff?.lines).toEqual([
      { kind: 'same', text: 'old', parts: [{ text: 'old', changed: false }] },
      expect.objectContaining({ kind: 'removed', text: 'price 59.99' }),
      expect.objectContaining({ kind: 'added', text: 'price 64.99' }),
      { kind: 'same', text: 'end', parts: [{ text: 'end', changed: false }] },
    ]);
    const added = answers[0]?.diff?.lines[2];
    if (added?.kind !== 'added') throw new Error('no line was added');
    expect(added.parts.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['64']);
  });

  test.each([
    ['dates', 'at 2026-11-27T16:01:02Z', 'at 2026-11-27T16:01:09Z'],
    ['clock times', 'up since 16:01:02', 'up since 09:00:00'],
    ['session ids in URLs', '<a href="/x;jsessionid=ABC.1">', '<a href="/x;jsessionid=DEF.2">'],
    ['tokens', 'name="csrf_token" value="abcdefgh1"', 'name="csrf_token" value="zyxwvuts2"'],
  ])('%s are left out unless asked for', (_, one, other) => {
    const both = [answer('1', one), answer('2', other)];
    expect(compareAnswers(both, IGNORE, digest).groups).toHaveLength(1);
    expect(compareAnswers(both, { ...IGNORE, isVolatileIgnored: false }, digest).groups).toHaveLength(2);
  });

  test('lines with a named text are left out', () => {
    const both = [answer('1', 'a\nnode 1'), answer('2', 'a\nnode 2')];
    expect(compareAnswers(both, { ...IGNORE, texts: ['node'] }, digest).groups).toHaveLength(1);
  });

  test('another status is another answer, and fields that differ are told', () => {
    const { groups, answers } = compareAnswers(
      [answer('1', 'x'), answer('2', 'x', { status: 500, headers: [['X-Cache', 'hit']] })],
      IGNORE,
      digest,
    );
    expect(groups).toEqual([['1'], ['2']]);
    expect(answers[1]?.diff?.fields).toEqual([
      { name: 'status', other: '200', own: '500' },
      { name: 'content-type', other: 'text/html', own: null },
      { name: 'x-cache', other: null, own: 'hit' },
    ]);
  });

  test('who did not answer belongs to no group; bodies that are no text are told apart by their bytes', () => {
    const { groups, answers } = compareAnswers(
      [
        answer('1', null, { trouble: 'connection refused', hash: null, status: 0 }),
        answer('2', null, { hash: 'aaaaaaaaaa' }),
        answer('3', null, { hash: 'bbbbbbbbbb' }),
      ],
      IGNORE,
      digest,
    );
    expect(groups).toEqual([['2'], ['3']]);
    expect(answers.map(({ digest: told }) => told)).toEqual([null, 'aaaaaaaa', 'bbbbbbbb']);
    expect(answers[2]?.diff?.because).toBe('a body is no text');
  });

  test('nobody answered', () => {
    expect(
      compareAnswers([answer('1', null, { trouble: 'gone', hash: null })], IGNORE, digest).groups,
    ).toEqual([]);
  });
});

describe('two texts line by line', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd e f', ''), { maxLength: 30 });

  test('what is the same or removed is the one, what is the same or added the other (property)', () => {
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const diff = diffTexts(one.join('\n'), other.join('\n'));
        let left = 0;
        let right = 0;
        for (const line of diff.lines) {
          if (line.kind === 'gap') {
            left += line.count;
            right += line.count;
            continue;
          }
          if (line.kind !== 'added') expect(line.text).toBe((one.length === 0 ? [''] : one)[left++]);
          if (line.kind !== 'removed') expect(line.text).toBe((other.length === 0 ? [''] : other)[right++]);
          expect(line.parts.map(({ text }) => text).join('')).toBe(line.text);
        }
        expect([left, right]).toEqual([Math.max(1, one.length), Math.max(1, other.length)]);
        expect(diff.changedLines === 0).toBe(one.join('\n') === other.join('\n'));
      }),
    );
  });

  test('texts with nothing in common are said to be so, in bounded time', () => {
    const text = (word: string) => Array.from({ length: 5000 }, (_, at) => `${word}${at}`).join('\n');
    expect(diffTexts(text('a'), text('b'))).toMatchObject({ because: expect.any(String), lines: [] });
  });
});
