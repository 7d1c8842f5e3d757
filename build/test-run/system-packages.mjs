/**
 * The programs and libraries that the tests need from the system. On Debian and Ubuntu they are installed when
 * we are root; everybody else is told the command. No dependencies: this runs in a fresh clone.
 */
import { constants } from 'node:fs';
import { access, rm, writeFile } from 'node:fs/promises';
import { capture, run } from '../run.mjs';

/**
 * What is needed, each with the names it has had, the current one first: Ubuntu 24.04 and Debian 13 renamed the
 * libraries in the 64-bit time_t transition.
 * @type {ReadonlyArray<readonly [string, ...string[]]>}
 */
export const NEEDED_PACKAGES = [
  ['xvfb'],
  ['xauth'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['chromium'],
  ['firefox-esr'],
  ['apache2'],
  ['imagemagick'],
  // desktop-file-validate, for the entry that packages install.
  ['desktop-file-utils'],
];

const POLICY_FILE = '/usr/sbin/policy-rc.d';

/**
 * Which packages to install: of each need that nothing installed fulfils, the first name this system offers.
 * @param {ReadonlyArray<readonly string[]>} needs
 * @param {ReadonlySet<string>} installed
 * @param {ReadonlySet<string>} available
 * @returns {{ install: string[], unavailable: string[] }}
 */
export function choosePackages(needs, installed, available) {
  /** @type {string[]} */
  const install = [];
  /** @type {string[]} */
  const unavailable = [];
  for (const names of needs) {
    if (names.some((name) => installed.has(name))) continue;
    const offered = names.find((name) => available.has(name));
    if (offered) install.push(offered);
    else unavailable.push(names.join(' or '));
  }
  return { install, unavailable };
}

/**
 * The packages that `dpkg-query -W -f '${Package} ${db:Status-Status}\n'` calls installed.
 * @param {string} output
 */
export function installedPackages(output) {
  const lines = output.split('\n').map((line) => line.trim().split(' '));
  return new Set(lines.filter(([, status]) => status === 'installed').map(([name = '']) => name));
}

/**
 * The packages that `apt-cache policy` has a candidate for; a name that only others provide has none.
 * @param {string} output
 */
export function availablePackages(output) {
  const found = output.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (.*)$/gm);
  return new Set([...found].filter(([, , candidate]) => candidate !== '(none)').map(([, name = '']) => name));
}

/**
 * Makes sure that everything needed is there.
 * @param {(line: string) => void} log
 */
export async function prepareSystem(log, needs = NEEDED_PACKAGES) {
  if (process.platform !== 'linux' || !(await isExecutable('/usr/bin/dpkg-query'))) return;
  const names = needs.flat();
  // dpkg-query ends with 1 when it doesn't know one of the names, which is an answer too.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format, not ours.
  const query = await run(['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n', ...names]);
  const installed = installedPackages(query.output);
  if (choosePackages(needs, installed, new Set(names)).install.length === 0) return;

  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    log('Fetching the package lists (apt-get update) …');
    await capture('apt-get', ['update', '-qq']);
  }
  const available = availablePackages(await capture('apt-cache', ['policy', ...names]));
  const { install, unavailable } = choosePackages(needs, installed, available);
  if (unavailable.length > 0) {
    log(`This system has no package called ${unavailable.join(', ')}: install the program another way.`);
  }
  if (install.length === 0) return;
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...install];
  if (!isRoot) {
    throw new Error(
      `the tests need packages of the system. Run this, then try again:\n  sudo ${command.join(' ')}`,
    );
  }
  log(`Installing ${install.join(' ')} …`);
  await withoutStartingServices(() =>
    capture(command[0] ?? '', ['-qq', ...command.slice(1)], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }),
  );
}

/**
 * Debian starts a service when it is installed, and Apache would take port 80. A policy-rc.d that forbids it is
 * Debian's own way to say no; one that is there already stays.
 * @param {() => Promise<unknown>} work
 */
async function withoutStartingServices(work) {
  const ours = await writeFile(POLICY_FILE, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 }).then(
    () => true,
    () => false,
  );
  const remove = () => rm(POLICY_FILE, { force: true });
  const onSignal = () => void remove().finally(() => process.exit(130));
  if (ours) process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    await work();
  } finally {
    if (ours) {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      await remove();
    }
  }
}

/** @param {string} file */
async function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
