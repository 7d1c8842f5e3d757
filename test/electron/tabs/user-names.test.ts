import { describe, expect, test } from 'vitest';
import { initialsFor, type NamedUser, nextName, uniqueName } from '../../../electron/tabs/user-names.ts';

/** Users that were opened one after another without being named. */
function opened(count: number): readonly NamedUser[] {
  const users: NamedUser[] = [];
  for (let i = 0; i < count; i++) {
    const name = nextName(users);
    users.push({ name, initials: initialsFor(name, users) });
  }
  return users;
}

describe('users get a name and initials', () => {
  test('the first six are those of the documentation', () => {
    expect(opened(6).map(({ name }) => name)).toEqual(['anna', 'ben', 'carla', 'dora', 'emil', 'fay']);
    expect(opened(3).map(({ initials }) => initials)).toEqual(['An', 'Be', 'Ca']);
  });

  test('names and initials stay unique beyond the alphabet', () => {
    const users = opened(80);
    expect(new Set(users.map(({ name }) => name)).size).toBe(80);
    expect(new Set(users.map(({ initials }) => initials)).size).toBe(80);
    expect(users[26]?.name).toBe('anna 2');
  });

  test('a name that was given back is given out again', () => {
    const users = opened(3).filter(({ name }) => name !== 'ben');
    expect(nextName(users)).toBe('ben');
  });

  test.each([
    ['anna', 'anna 2'],
    ['Anna', 'Anna 2'],
    ['zora', 'zora'],
  ])('asked for %s, gets %s', (wished, name) => {
    expect(uniqueName(wished, opened(2))).toBe(name);
  });

  test.each([
    ['anton', 'At'],
    ['Ann', 'A2'],
    ['木村', '木村'],
    ['x', 'X2'],
    ['!!', 'U2'],
  ])('%s beside anna and ben is %s', (name, initials) => {
    expect(initialsFor(name, opened(2))).toBe(initials);
  });
});
