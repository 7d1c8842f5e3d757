import { describe, expect, test } from 'vitest';
import {
  availablePackages,
  choosePackages,
  installedPackages,
  NEEDED_PACKAGES,
} from '../../build/test-run/system-packages.mjs';

const NEEDS = [['xvfb'], ['libasound2t64', 'libasound2']] as const;

describe('choosePackages', () => {
  test.each([
    ['Debian 12, bare', [], ['xvfb', 'libasound2'], ['xvfb', 'libasound2'], []],
    ['Ubuntu 24.04, bare', [], ['xvfb', 'libasound2t64'], ['xvfb', 'libasound2t64'], []],
    [
      'both names offered: the current one',
      [],
      ['xvfb', 'libasound2', 'libasound2t64'],
      ['xvfb', 'libasound2t64'],
      [],
    ],
    ['the old name is installed already', ['libasound2'], ['xvfb', 'libasound2t64'], ['xvfb'], []],
    ['everything is there', ['xvfb', 'libasound2t64'], [], [], []],
    ['a name nobody offers is told', [], ['xvfb'], ['xvfb'], ['libasound2t64 or libasound2']],
  ])('%s', (_name, installed, available, install, unavailable) => {
    const chosen = choosePackages(NEEDS, new Set<string>(installed), new Set<string>(available));
    expect(chosen).toEqual({ install, unavailable });
  });

  test('names no package twice', () => {
    const names = NEEDED_PACKAGES.flat();
    expect(new Set(names).size).toBe(names.length);
  });
});

test('installedPackages takes only those that are fully installed', () => {
  const output = [
    'dpkg-query: no packages found matching chromium',
    'xvfb installed',
    'apache2 config-files',
    'libnss3 installed',
    '',
  ].join('\n');
  expect(installedPackages(output)).toEqual(new Set(['xvfb', 'libnss3']));
});

test('availablePackages takes only those with a candidate', () => {
  const output = `xvfb:
  Installed: (none)
  Candidate: 2:21.1.7-3
  Version table:
     2:21.1.7-3 500
libasound2:
  Installed: (none)
  Candidate: (none)
  Version table:
libnss3:
  Installed: 2:3.87
  Candidate: 2:3.87
`;
  expect(availablePackages(output)).toEqual(new Set(['xvfb', 'libnss3']));
});
