/** What electron-builder is told: one object for all systems. Pure. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A project's MIME type; also in linux/routepin.xml. */
export const MIME_TYPE = 'application/vnd.routepin.project+json';
/** The program of the window on Linux: `routepin` on the PATH is the command line. */
export const LINUX_PROGRAM = 'routepin-desktop';

/**
 * Fuses: switches inside Electron's binary that nobody can turn back on from outside.
 * `runAsNode` stays on for Linux, where it is how `routepin` runs: without a window system, as plain Node, with its
 * own stdout and exit codes. A program there has no identity of its own that the switch could lend to others, as it
 * has on macOS (permissions, keychain) and Windows (signature), where it is off and the app itself serves `--cli`.
 * @param {NodeJS.Platform} platform
 * @param {string} electronVersion
 */
export function fusesFor(platform, electronVersion) {
  return {
    runAsNode: platform === 'linux',
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // Checked by Electron on macOS and Windows; Linux has no such check.
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // Our pages come from app://, never from file://. The test runtime is too old to know this one.
    ...(Number.parseInt(electronVersion, 10) < 29 ? {} : { grantFileProtocolExtraPrivileges: false }),
  };
}

/** Languages of Chromium's own words (menus of text fields); the app is English. */
const CHROMIUM_LANGUAGES = ['en-US', 'en'];

/** What Electron links or loads at start; the names since the 64-bit time_t transition first. */
const DEB_DEPENDS = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libnss3',
  'libasound2t64 | libasound2',
  'libgbm1',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'xdg-utils',
  'shared-mime-info',
];
const RPM_DEPENDS = [
  'gtk3',
  'nss',
  'alsa-lib',
  'mesa-libgbm',
  'at-spi2-atk',
  'xdg-utils',
  'shared-mime-info',
];

/**
 * Who publishes a package, and where one reads about it: whoever builds says so. The project has neither a domain nor
 * a mailbox of its own, and a made-up one could be somebody's tomorrow: `.invalid` never is (RFC 2606 §2), and says so.
 * @param {NodeJS.ProcessEnv} env ROUTEPIN_HOMEPAGE, and DEBFULLNAME and DEBEMAIL as Debian's own tools read them
 * @returns {{ homepage: string, maintainer: string }}
 */
export function publisher(env) {
  const name = env.DEBFULLNAME || 'The Routepin authors';
  return {
    homepage: env.ROUTEPIN_HOMEPAGE || 'https://routepin.invalid/',
    maintainer: `${name} <${env.DEBEMAIL || 'nobody@routepin.invalid'}>`,
  };
}

/**
 * @typedef {object} ConfigOptions
 * @property {NodeJS.Platform} platform the system that is built for
 * @property {string} root the checkout
 * @property {string} app the staged app (stage.mjs)
 * @property {string} output
 * @property {string} manPage
 * @property {string} electronVersion
 * @property {string} [electronDist] a folder with Electron, instead of a download
 * @property {NodeJS.ProcessEnv} env signing and the update feed; see build/docs/packages.md
 */

/**
 * @param {ConfigOptions} options
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfig(options) {
  const { root, env, platform } = options;
  /** @param {string} file */
  const here = (file) => path.join(root, 'build/package', file);
  /** @param {string} file */
  const icon = (file) => path.join(root, 'build/icons', file);
  const feed = env.ROUTEPIN_UPDATE_URL;
  const shellFiles = [
    `${here('linux/usr-bin-routepin')}=/usr/bin/routepin`,
    `${here('linux/routepin.xml')}=/usr/share/mime/packages/routepin.xml`,
    `${options.manPage}=/usr/share/man/man1/routepin.1.gz`,
  ];
  return {
    appId: 'org.routepin.desktop',
    productName: 'Routepin',
    copyright: 'MIT licence',
    directories: { app: options.app, output: options.output, buildResources: here('.') },
    // Everything is bundled: no package of node_modules goes along.
    files: ['**/*', '!**/node_modules/**'],
    asar: true,
    npmRebuild: false,
    nodeGypRebuild: false,
    electronVersion: options.electronVersion,
    ...(options.electronDist === undefined ? {} : { electronDist: options.electronDist }),
    electronLanguages: CHROMIUM_LANGUAGES,
    electronFuses: fusesFor(platform, options.electronVersion),
    // On Linux `maximum` would make an archive two per cent smaller in ten times the time, and an AppImage slow to start.
    compression: env.ROUTEPIN_FAST_PACKAGES === '1' ? 'store' : platform === 'linux' ? 'normal' : 'maximum',
    // Only named feeds: nothing is published by building, and no file inside says where updates are (updates.ts does).
    publish: feed === undefined ? null : { provider: 'generic', url: feed },
    extraFiles: platform === 'linux' ? [{ from: here('linux/routepin'), to: 'bin/routepin' }] : [],
    extraResources: [
      { from: path.join(root, 'LICENSE'), to: 'LICENSE.txt' },
      ...(platform === 'win32' ? [{ from: here('windows/routepin.cmd'), to: 'bin/routepin.cmd' }] : []),
      ...(platform === 'darwin' ? [{ from: here('mac/routepin'), to: 'bin/routepin' }] : []),
    ],
    // Linux has its own file (linux/routepin.xml), which says that it is JSON, too.
    fileAssociations:
      platform === 'linux'
        ? []
        : [
            {
              ext: 'routepin.json',
              name: 'Routepin project',
              description: 'Routepin project',
              role: 'Editor',
            },
          ],
    linux: {
      target: ['deb', 'rpm', 'AppImage', 'tar.gz'],
      executableName: LINUX_PROGRAM,
      icon: icon('png'),
      // One main category: with two some menus show it twice.
      category: 'Development;WebDevelopment',
      maintainer: publisher(env).maintainer,
      vendor: env.DEBFULLNAME || 'The Routepin authors',
      synopsis: 'Sticky-session load balancer that you can see',
      description:
        'Balances copies of an application on your machine as Apache mod_proxy_balancer does, and shows which one every browser is pinned to, and why.',
      executableArgs: ['%f'],
      mimeTypes: [MIME_TYPE],
      desktop: {
        entry: {
          GenericName: 'Load balancer',
          Keywords: 'proxy;balancer;sticky;session;Apache;HTTP;',
          StartupNotify: 'true',
          StartupWMClass: 'Routepin',
        },
      },
    },
    deb: {
      packageName: 'routepin',
      packageCategory: 'web',
      depends: DEB_DEPENDS,
      recommends: [],
      afterInstall: here('linux/after-install.tpl'),
      afterRemove: here('linux/after-remove.tpl'),
      fpm: shellFiles,
    },
    rpm: {
      packageName: 'routepin',
      depends: RPM_DEPENDS,
      afterInstall: here('linux/after-install.tpl'),
      afterRemove: here('linux/after-remove.tpl'),
      fpm: shellFiles,
    },
    mac: {
      target: [
        { target: 'dmg', arch: ['universal'] },
        { target: 'zip', arch: ['universal'] },
      ],
      icon: icon('icon.icns'),
      category: 'public.app-category.developer-tools',
      minimumSystemVersion: '12.0',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: here('mac/entitlements.plist'),
      entitlementsInherit: here('mac/entitlements.plist'),
      // Signing is found by CSC_LINK or the keychain; without it the app is signed ad hoc and Gatekeeper asks.
      notarize: env.APPLE_API_KEY !== undefined || env.APPLE_ID !== undefined,
    },
    dmg: { sign: false },
    win: {
      target: [{ target: 'nsis', arch: ['x64', 'arm64'] }],
      icon: icon('icon.ico'),
      legalTrademarks: '',
    },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
      include: here('windows/installer.nsh'),
    },
  };
}

/**
 * Every file that a configuration names and that has to be there, whatever system it is for.
 * @param {import('electron-builder').Configuration} config
 * @returns {string[]} those that are missing
 */
export function missingFiles(config) {
  const named = [
    config.linux?.icon,
    config.mac?.icon,
    config.win?.icon,
    config.mac?.entitlements,
    config.nsis?.include,
    config.deb?.afterInstall,
    config.deb?.afterRemove,
    ...(config.deb?.fpm ?? []).map((mapping) => mapping.split('=')[0]),
    ...[config.extraFiles, config.extraResources]
      .flat()
      .map((entry) => (typeof entry === 'object' && entry !== null ? entry.from : undefined)),
  ].filter((file) => typeof file === 'string');
  return named.filter(
    (file) => !existsSync(file) || (file.endsWith('/png') && readdirSync(file).length === 0),
  );
}
