import { describe, expect, test } from 'vitest';
import { parseStartArgs, whyNoDisplay } from '../../build/start-options.mjs';

describe('parseStartArgs', () => {
  test.each([
    ['nothing: the demo', [], ['--demo']],
    ['--demo is not doubled', ['--demo'], ['--demo']],
    ['--test-runtime is ours', ['--test-runtime'], ['--demo']],
    ['a project file means no demo', ['shop.routepin.json'], ['shop.routepin.json']],
    ['a backend means no demo', ['--backend', '3000'], ['--backend', '3000']],
    ['so does its other spelling', ['--backend=3000'], ['--backend=3000']],
    [
      'the value of an option is no file',
      ['--listen', '127.0.0.1:8000', '--ui-port', '7000'],
      ['--demo', '--listen', '127.0.0.1:8000', '--ui-port', '7000'],
    ],
    [
      'a file after an option with a value',
      ['--listen', '127.0.0.1:8000', 'a.json'],
      ['--listen', '127.0.0.1:8000', 'a.json'],
    ],
    ['flags without a value are passed on', ['--no-ui', '--json'], ['--demo', '--no-ui', '--json']],
  ])('%s', (_name, args, appArgs) => {
    expect(parseStartArgs(args).appArgs).toEqual(appArgs);
  });

  test('tells its own options apart', () => {
    expect(parseStartArgs(['--test-runtime'])).toMatchObject({ testRuntime: true, help: false });
    expect(parseStartArgs(['-h'])).toMatchObject({ testRuntime: false, help: true });
  });
});

describe('whyNoDisplay', () => {
  test.each([
    ['X11', { DISPLAY: ':0' }, 'linux', true],
    ['Wayland', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    ['a server', {}, 'linux', false],
    ['an empty variable', { DISPLAY: '' }, 'linux', false],
    ['macOS has one anyway', {}, 'darwin', true],
    ['so does Windows', {}, 'win32', true],
  ])('%s', (_name, env, platform, hasDisplay) => {
    expect(whyNoDisplay(env, platform) === null).toBe(hasDisplay);
  });
});
