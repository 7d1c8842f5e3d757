import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Project, renderProject } from '../../../core/contract/index.ts';
import { valueOfText } from '../../../renderer/screens/config/field-specs.ts';
import { parametersOf, splitPort, tokensOfLine } from '../../../renderer/screens/config/highlight-apache.ts';
import { changedLines } from '../../../renderer/screens/config/line-changes.ts';
import { placeOfPath } from '../../../renderer/screens/config/place-of-path.ts';
import {
  relates,
  settingAt,
  withoutItem,
  withSetting,
} from '../../../renderer/screens/config/project-path.ts';

const PROJECT: Project = {
  version: 1,
  name: 'shop',
  balancers: [
    {
      name: 'lb',
      members: [
        { url: 'http://127.0.0.1:1', route: '1' },
        { url: 'http://127.0.0.1:2', route: '2', retry: 5 },
      ],
    },
  ],
  sites: [],
};

describe('settings by path', () => {
  it('changes one setting and leaves the rest the same objects', () => {
    const after = withSetting(PROJECT, ['balancers', 0, 'members', 1, 'retry'], 9) as Project;
    expect(settingAt(after, ['balancers', 0, 'members', 1, 'retry'])).toBe(9);
    expect(after.balancers[0]?.members[0]).toBe(PROJECT.balancers[0]?.members[0]);
    expect(PROJECT.balancers[0]?.members[1]?.retry).toBe(5);
  });

  it('takes a key away with undefined, and makes what lies above it', () => {
    const path = ['balancers', 0, 'members', 1, 'retry'];
    expect(settingAt(withSetting(PROJECT, path, undefined), path.slice(0, -1))).not.toHaveProperty('retry');
    const cookie = withSetting(PROJECT, ['balancers', 0, 'routeCookie', 'name'], 'R');
    expect(settingAt(cookie, ['balancers', 0, 'routeCookie'])).toEqual({ name: 'R' });
  });

  it('removes an item of a list', () => {
    const after = withoutItem(PROJECT, ['balancers', 0, 'members', 0]) as Project;
    expect(after.balancers[0]?.members.map(({ route }) => route)).toEqual(['2']);
  });

  it.each([
    ['$.balancers[0].members[1].retry', '$.balancers[0].members[1]', true],
    ['$.balancers[0].members[1]', '$.balancers[0].members[1].retry', true],
    ['$.balancers[0].members[1]', '$.balancers[0].members[10]', false],
    ['$.balancers[0].name', '$.balancers[0].names', false],
    ['$.balancers[0].name', null, false],
  ])('%s and %s belong together: %s', (a, b, together) => {
    expect(relates(a, b)).toBe(together);
  });
});

describe('values of fields', () => {
  it.each([
    ['number', 'retry', '5', 5],
    ['number', 'ping', '0,5', 0.5],
    ['number', 'retry', 'x', 'x'],
    ['number', 'retry', ' ', undefined],
    ['numbers', 'failonstatus', '500, 503', [500, 503]],
    ['numbers', 'failonstatus', '500,x', [500, 'x']],
    ['text', 'stickysession', ' ROUTEID ', 'ROUTEID'],
    ['text', 'name', '', ''],
  ] as const)('a %s of %s typed as %j is %j', (kind, key, typed, value) => {
    expect(valueOfText({ kind, key }, typed)).toEqual(value);
  });
});

describe('Apache lines', () => {
  it('tells directive, URL, parameters and strings apart', () => {
    const tokens = tokensOfLine('    BalancerMember "http://127.0.0.1:13001" route=1 status=+N');
    expect(tokens.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => [kind, text])).toEqual([
      ['directive', 'BalancerMember'],
      ['url', '"http://127.0.0.1:13001"'],
      ['key', 'route'],
      ['operator', '='],
      ['value', '1'],
      ['key', 'status'],
      ['operator', '='],
      ['value', '+N'],
    ]);
    expect(tokensOfLine('# route=1')).toEqual([{ text: '# route=1', kind: 'comment' }]);
    expect(parametersOf('X a=1 b=2')).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
  });

  it('loses no letter of any line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const text = tokensOfLine(line)
          .map((token) => token.text)
          .join('');
        expect(text).toBe(line);
      }),
    );
  });

  it('cuts a URL around its port', () => {
    expect(splitPort('"http://127.0.0.1:13001/x"')).toEqual(['"http://127.0.0.1:', '13001', '/x"']);
    expect(splitPort('http://host/')).toEqual(['http://host/', '', '']);
  });
});

describe('lines that an edit touched', () => {
  it.each([
    ['nothing', 'abc', 'abc', []],
    ['a changed line with what it was', 'abc', 'axc', [[1, 'b']]],
    ['a new line', 'ac', 'abc', [[1, null]]],
    ['a line that is gone', 'abc', 'ac', []],
    [
      'two changes apart',
      'abcde',
      'xbcdy',
      [
        [0, 'a'],
        [4, 'e'],
      ],
    ],
  ])('%s', (_, before, after, changes) => {
    expect([...changedLines([...before], [...after])]).toEqual(changes);
  });

  it('marks nothing that the old text has in order', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const changes = changedLines(before, after);
        const kept = after.filter((_, index) => !changes.has(index));
        let place = 0;
        for (const line of kept) {
          place = before.indexOf(line, place) + 1;
          expect(place).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('places of problems in the file', () => {
  const text = renderProject(PROJECT);
  it.each([
    ['$.name', '"name": "shop"'],
    ['$.balancers[0].name', '"name": "lb"'],
    ['$.balancers[0].members[1].retry', '"retry": 5'],
    ['$.balancers[0].members[1].url', '"url": "http://127.0.0.1:2"'],
    ['$.sites', '"sites"'],
  ])('%s', (path, found) => {
    expect(text.slice(placeOfPath(text, { path })).startsWith(found)).toBe(true);
  });

  it('takes line and column where the text is no JSON', () => {
    expect(placeOfPath('{\n  x', { path: '$', line: 2, column: 3 })).toBe(4);
  });
});
