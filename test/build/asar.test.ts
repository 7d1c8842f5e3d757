import { expect, test } from 'vitest';
import { writeAsar } from '../../build/electron-runtime/asar.mjs';

/** Reads a flat archive by the format's own rules, independently of the writer's helpers. */
function readAsar(archive: Buffer): ReadonlyMap<string, string> {
  expect(archive.readUInt32LE(0), 'payload of the size pickle').toBe(4);
  const headerBytes = archive.readUInt32LE(4);
  const jsonBytes = archive.readUInt32LE(12);
  expect(archive.readUInt32LE(8), 'payload of the header pickle').toBe(headerBytes - 4);
  expect(headerBytes % 4, 'pickles are aligned').toBe(0);
  const header = JSON.parse(archive.subarray(16, 16 + jsonBytes).toString()) as {
    files: Record<string, { size: number; offset: string }>;
  };
  const body = archive.subarray(8 + headerBytes);
  return new Map(
    Object.entries(header.files).map(([name, { size, offset }]) => {
      return [name, body.subarray(Number(offset), Number(offset) + size).toString()];
    }),
  );
}

const CASES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['one file', { 'main.js': 'hello' }],
  ['two files, one empty', { 'package.json': '', 'main.js': 'x' }],
  ['bytes beyond ASCII, in content and name', { 'ä.js': 'Grüße ✓' }],
  ['no files', {}],
  ...[1, 2, 3, 4].map((n) => [`a header of any length (${n})`, { ['n'.repeat(n)]: 'body' }] as const),
];

test.each(CASES)('writes %s', (_name, files) => {
  expect(Object.fromEntries(readAsar(writeAsar(files)))).toEqual(files);
});

test.each(['', 'a/b.js', 'a\\b.js'])('refuses the name %j, which is not a plain file name', (name) => {
  expect(() => writeAsar({ [name]: '' })).toThrow('not a plain file name');
});
