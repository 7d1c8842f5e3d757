import { describe, expect, test } from 'vitest';
import { ownArguments, parseCommandLine } from '../../electron/command-line.ts';

const nothing = { file: null, demo: false, backends: [], listen: null };

describe('parseCommandLine', () => {
  test.each([
    ['nothing', [], nothing],
    ['a file', ['shop.routepin.json'], { ...nothing, file: 'shop.routepin.json' }],
    ['the demo', ['--demo'], { ...nothing, demo: true }],
    [
      'backends and listen, both spellings',
      ['--backend', '3000', '--backend=http://127.0.0.1:3001', '--listen', '127.0.0.1:9000'],
      { ...nothing, backends: ['3000', 'http://127.0.0.1:3001'], listen: '127.0.0.1:9000' },
    ],
    [
      "Chromium's switches pass by",
      ['--no-sandbox', '--user-data-dir=/tmp/x', '--demo', '--ozone-platform=x11'],
      { ...nothing, demo: true },
    ],
    ['a file that looks like a switch', ['--', '--demo'], { ...nothing, file: '--demo' }],
  ])('%s', (_name, args, expected) => {
    expect(parseCommandLine(args)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['two files', ['a.json', 'b.json'], 'one project at a time'],
    ['FILE with --backend', ['a.json', '--backend', '3000'], 'FILE and --backend cannot stand together'],
    ['FILE with --demo', ['a.json', '--demo'], 'FILE and --demo'],
    ['--backend without a value', ['--backend'], '--backend needs a value'],
    ['--listen with a file', ['a.json', '--listen', '127.0.0.1:1'], 'a project file says itself'],
    ['--listen=', ['--demo', '--listen='], '--listen needs a value'],
  ])('%s is refused', (_name, args, word) => {
    const parsed = parseCommandLine(args);
    expect(parsed.ok ? '' : parsed.error).toContain(word);
  });
});

describe('ownArguments', () => {
  const isApp = (arg: string) => arg === '.' || arg === '/app';
  test.each([
    ['packaged', ['routepin', 'x.json'], true, ['x.json']],
    ['electron .', ['electron', '.', 'x.json', '--demo'], false, ['x.json', '--demo']],
    [
      'driven by a test',
      ['electron', '--inspect=0', '--no-sandbox', '-r', '/loader.js', '/app', '--demo'],
      false,
      ['--demo'],
    ],
    ['the app is not named', ['electron', '--inspect=0'], false, []],
  ])('%s', (_name, argv, isPackaged, expected) => {
    expect(ownArguments(argv, isPackaged, isApp)).toEqual(expected);
  });
});
