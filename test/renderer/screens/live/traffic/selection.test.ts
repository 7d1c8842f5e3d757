import { describe, expect, test } from 'vitest';
import {
  nextRows,
  type SelectedRows,
  selectedIds,
  selectedPlaces,
} from '../../../../../renderer/screens/live/traffic/selection.ts';
import { logOf } from '../../../../../renderer/store/exchange-log.ts';
import { exchange } from '../../../support.ts';

const LOG = logOf(Array.from({ length: 10 }, (_, index) => exchange({ id: index + 1 })));

describe('rows selected together', () => {
  test('Shift spans from where it began, both ways; without it one row is left', () => {
    let selected: number | null = 4;
    let rows: SelectedRows | null = null;
    const select = (id: number, extend: boolean) => {
      rows = nextRows(rows, selected, id, extend);
      selected = id;
      return selectedIds(LOG, selected, rows);
    };
    expect(select(6, true)).toEqual([4, 5, 6]);
    expect(select(7, true)).toEqual([4, 5, 6, 7]);
    expect(select(2, true)).toEqual([2, 3, 4]);
    expect(select(9, false)).toEqual([9]);
    expect(select(10, true)).toEqual([9, 10]);
  });

  test.each<[string, number | null, SelectedRows | null, readonly number[]]>([
    ['nothing', null, null, []],
    ['one', 3, null, [3]],
    ['what something else selected alone', 3, { anchorId: 1, headId: 8 }, [3]],
    ['a row whose other end was dropped', 3, { anchorId: 99, headId: 3 }, [3]],
    ['one that is not in the list', 99, { anchorId: 1, headId: 99 }, []],
  ])('%s', (_, selectedId, rows, ids) => {
    expect(selectedIds(LOG, selectedId, rows)).toEqual(ids);
    expect(selectedPlaces(LOG, selectedId, rows) === null).toBe(ids.length === 0);
  });
});
