import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowReader, RowWriter } from '../../../core/contract/row-bytes.ts';

function written(width: number, rows: readonly (readonly number[])[]): Uint8Array {
  const writer = new RowWriter(width, 0);
  for (const row of rows) writer.write(row);
  return writer.take();
}

function read(width: number, bytes: ArrayLike<number>, count: number): number[][] {
  const reader = new RowReader(width, bytes);
  return Array.from({ length: count }, () => {
    reader.read();
    return [...reader.row];
  });
}

describe('rows of numbers as bytes', () => {
  test.each([
    ['a first number is told from 0', [[5]], [11]],
    ['what stays is one byte', [[0], [0]], [1, 1]],
    ['one step down', [[5], [4]], [11, 2]],
    ['seven bits in a byte', [[1000]], [0x80 | 0b1010001, 15]],
    ['no whole number is written in full', [[0.5]], [0, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f]],
    [
      'neither is one that follows it',
      [[0.5], [1]],
      [0, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
    ],
  ])('%s', (_, rows, bytes) => {
    expect([...written(1, rows)]).toEqual(bytes);
  });

  test('come out as they went in, whatever numbers they are', () => {
    const number = fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }).map((value) => value + 0),
      fc.constantFrom(0, 1, 127, 128, 2 ** 51 - 1, 2 ** 51, -(2 ** 51), 2 ** 53, Infinity, -Infinity),
    );
    const rows = fc.array(fc.tuple(number, number, number), { maxLength: 200 });
    fc.assert(
      fc.property(rows, (rows) => {
        expect(read(3, written(3, rows), rows.length)).toEqual(rows);
      }),
    );
  });

  test('each taking begins anew, and rows in a row take little', () => {
    const writer = new RowWriter(4, 0);
    for (const round of [0, 1]) {
      const rows = Array.from({ length: 500 }, (_, index) => [1e6 + index, 1.7e12 + index * 3, 200, round]);
      for (const row of rows) writer.write(row);
      const bytes = writer.take();
      expect(bytes.length).toBeLessThan(500 * 4 + 20);
      expect(read(4, bytes, rows.length)).toEqual(rows);
    }
  });
});
