import { describe, expect, test } from 'vitest';
import { grouped } from '../../../core/contract/index.ts';

describe('a number as people read it', () => {
  test.each([
    [0, '0'],
    [-0.4, '0'],
    [999, '999'],
    [1700, '1\u2009700'],
    [-1700, '\u22121\u2009700'],
    [118_204, '118\u2009204'],
    [1_234_567, '1\u2009234\u2009567'],
  ])('%s is “%s”', (value, text) => {
    expect(grouped(value)).toBe(text);
  });
});
