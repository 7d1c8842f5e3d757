import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COLUMN_IDS,
  type ColumnId,
  FIRST_CHOICE,
  gridTemplate,
  readChoice,
  shownColumns,
  withMoved,
  withShown,
  withWidth,
} from '../../../../../renderer/screens/live/traffic/columns.ts';

const ids = (choice: typeof FIRST_CHOICE, size: 'narrow' | 'normal' | 'wide' = 'normal') =>
  shownColumns(choice, size).map(({ id }) => id);
const column = fc.constantFrom(...COLUMN_IDS);

describe('columns of the traffic list', () => {
  test('a wide list shows more by itself', () => {
    expect(ids(FIRST_CHOICE)).toEqual([
      'time',
      'session',
      'method',
      'path',
      'status',
      'route',
      'decision',
      'ms',
      'cookie',
    ]);
    expect(ids(FIRST_CHOICE, 'wide')).toEqual(expect.arrayContaining(['tab', 'size']));
  });

  test('what was chosen holds at every width, and the path can’t be taken away', () => {
    const chosen = withShown(withShown(withShown(FIRST_CHOICE, 'tab', true), 'time', false), 'path', false);
    for (const size of ['narrow', 'normal', 'wide'] as const) {
      expect(ids(chosen, size)).toContain('tab');
      expect(ids(chosen, size)).toContain('path');
      expect(ids(chosen, size)).not.toContain('time');
    }
  });

  test('the path takes what is left, the others are as wide as they were made', () => {
    const columns = shownColumns(withWidth(FIRST_CHOICE, 'session', 301.4), 'normal').slice(0, 4);
    expect(gridTemplate(columns)).toBe('84px 301px 52px minmax(120px, 1fr)');
  });

  test.each([
    ['time', 'method', ['session', 'tab', 'method', 'time']],
    ['method', 'time', ['method', 'time', 'session', 'tab']],
    ['time', 'time', ['time', 'session', 'tab', 'method']],
  ] as const)('%s dragged to %s', (id, target, order) => {
    expect(withMoved(FIRST_CHOICE, id, target).order.slice(0, 4)).toEqual(order);
  });

  test('no column is lost or doubled by any moves, and all of it is remembered', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(column, column, fc.integer({ min: -50, max: 2000 }))), (moves) => {
        let choice = FIRST_CHOICE;
        for (const [id, target, width] of moves) {
          choice = withShown(withWidth(withMoved(choice, id, target), target, width), id, width % 2 === 0);
        }
        expect([...choice.order].sort()).toEqual([...COLUMN_IDS].sort());
        expect(readChoice(JSON.stringify(choice))).toEqual(choice);
      }),
    );
  });

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another shape', '{"order":7,"shown":[],"widths":"x"}'],
    ['columns that are gone', '{"order":["gone"],"shown":{"gone":true},"widths":{"time":"x"}}'],
  ])('remembered: %s is as at first', (_name, text) => {
    expect(readChoice(text)).toEqual(FIRST_CHOICE);
  });

  test('a column that is new since takes its place at the end', () => {
    const order: readonly ColumnId[] = COLUMN_IDS.filter((id) => id !== 'member');
    expect(readChoice(JSON.stringify({ order })).order).toEqual([...order, 'member']);
  });

  test('any text is read', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readChoice(text).order.length > 0));
  });
});
