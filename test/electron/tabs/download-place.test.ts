import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freePath, safeFileName } from '../../../electron/tabs/download-place.ts';

describe('names of downloads', () => {
  test.each<[offered: string, name: string]>([
    ['cart.csv', 'cart.csv'],
    ['', 'download'],
    ['..', 'download'],
    ['.bashrc', 'bashrc'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system.ini', 'system.ini'],
    ['a:b|c?.txt', 'a_b_c_.txt'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['report\u202efdp.exe', 'report_fdp.exe'],
    ['two\nlines.txt', 'two_lines.txt'],
    ['dots. . .', 'dots'],
  ])('%j becomes %j', (offered, name) => {
    expect(safeFileName(offered)).toBe(name);
  });

  test('whatever is offered, it is one file in the folder that is given, and not too long a name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' })), (part) => {
        const offered = part.repeat(8);
        const file = freePath('/home/a/Downloads', offered, () => false);
        expect(path.dirname(file)).toBe('/home/a/Downloads');
        expect(path.basename(file)).not.toMatch(/^\.|^$/);
        expect(Buffer.byteLength(path.basename(file))).toBeLessThanOrEqual(220);
      }),
    );
  });

  test('nothing is ever written over', () => {
    const there = new Set(['/d/cart.csv', '/d/cart (2).csv']);
    expect(freePath('/d', 'cart.csv', (file) => there.has(file))).toBe('/d/cart (3).csv');
  });
});
