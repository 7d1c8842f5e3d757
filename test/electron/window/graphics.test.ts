import { describe, expect, test } from 'vitest';
import { spareMissingGpu } from '../../../electron/window/graphics.ts';

/** What becomes of an app on this platform with these device files and switches. */
function drawing(platform: NodeJS.Platform, devices: readonly string[], switches: readonly string[]): string {
  let drawn = 'as Chromium likes';
  const app = {
    commandLine: {
      hasSwitch: (name: string) => switches.includes(name),
      appendSwitch: (name: string) => {
        drawn += `, ${name}`;
      },
    },
    disableHardwareAcceleration: () => {
      drawn = 'on the CPU';
    },
  };
  spareMissingGpu(app, platform, (file) => devices.includes(file));
  return drawn;
}

describe('spareMissingGpu', () => {
  test.each<
    [name: string, platform: NodeJS.Platform, devices: string[], switches: string[], expected: string]
  >([
    ['a container or a server', 'linux', [], [], 'on the CPU, disable-smooth-scrolling'],
    [
      'a switch that is about something else',
      'linux',
      [],
      ['password-store'],
      'on the CPU, disable-smooth-scrolling',
    ],
    ['gliding chosen by hand', 'linux', [], ['enable-smooth-scrolling'], 'on the CPU'],
    ['any open driver', 'linux', ['/dev/dri'], [], 'as Chromium likes'],
    ["NVIDIA's own driver, without the kernel's", 'linux', ['/dev/nvidiactl'], [], 'as Chromium likes'],
    ["Windows' GPU below WSL", 'linux', ['/dev/dxg'], [], 'as Chromium likes'],
    ["a board's chip", 'linux', ['/dev/mali0'], [], 'as Chromium likes'],
    ['drawing chosen by hand', 'linux', [], ['use-angle'], 'as Chromium likes'],
    ['macOS tells no GPU by a file', 'darwin', [], [], 'as Chromium likes'],
    ['Windows neither', 'win32', [], [], 'as Chromium likes'],
  ])('%s', (_name, platform, devices, switches, expected) => {
    expect(drawing(platform, devices, switches)).toBe(expected);
  });
});
