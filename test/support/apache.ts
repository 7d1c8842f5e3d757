import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningApache, runApache } from '../../core/host/apache/run-apache.ts';

export type { RunningApache };

/** The server's program and modules on this machine, or undefined: tests then skip, saying so. */
export interface ApacheInstall {
  readonly program: string;
  readonly modulesFolder: string;
  /** Module names that lie there as files: `proxy_http` for mod_proxy_http.so. */
  readonly modules: readonly string[];
}

const PROGRAMS = ['/usr/sbin/apache2', '/usr/sbin/httpd', '/usr/local/apache2/bin/httpd', '/usr/bin/httpd'];
const MODULE_FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/local/apache2/modules',
];

/** The Apache of this machine. */
export function findApache(): ApacheInstall | undefined {
  const program = PROGRAMS.find((file) => isExecutable(file));
  for (const modulesFolder of MODULE_FOLDERS) {
    try {
      const modules = readdirSync(modulesFolder).flatMap((file) => /^mod_(.+)\.so$/.exec(file)?.[1] ?? []);
      if (program !== undefined) return { program, modulesFolder, modules };
    } catch {
      // Not this folder.
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A server configuration around `site`, made so that decisions are deterministic (APACHE.md §11): one process, own
 * folder for everything, only the modules named. `extra` goes before the site, such as `Listen` lines or a manager.
 */
export interface HarnessOptions {
  readonly install: ApacheInstall;
  readonly folder: string;
  readonly site: string;
  readonly modules: readonly string[];
  readonly extra?: string;
  readonly logLevel?: string;
}

/** The text of a complete httpd.conf for `startApache` or `checkApacheConfig`. */
export function harnessConfig(options: HarnessOptions): string {
  const { install, folder } = options;
  const wanted = ['mpm_event', 'unixd', 'log_config', 'authz_core', ...options.modules];
  const loads = [...new Set(wanted)]
    .filter((module) => install.modules.includes(module))
    .map((module) => `LoadModule ${module}_module ${install.modulesFolder}/mod_${module}.so`);
  return [
    `ServerRoot ${folder}`,
    `DefaultRuntimeDir ${folder}`,
    `PidFile ${folder}/apache.pid`,
    `ErrorLog ${folder}/error.log`,
    'ServerName localhost',
    ...loads,
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    'StartServers 1',
    'ServerLimit 1',
    'ThreadLimit 25',
    'ThreadsPerChild 25',
    'MaxRequestWorkers 25',
    'MaxConnectionsPerChild 0',
    `LogLevel ${options.logLevel ?? 'warn'}`,
    options.extra ?? '',
    options.site,
    '',
  ].join('\n');
}

/** An empty folder for one server, writable for the account it answers as. Remove it with `removeFolder`. */
export async function makeApacheFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-apache-'));
  await chmod(folder, 0o777);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** What `apache2 -t` says of a configuration. */
export async function checkApacheConfig(
  install: ApacheInstall,
  folder: string,
  config: string,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const file = path.join(folder, 'check.conf');
  await writeFile(file, config);
  return new Promise((resolve) => {
    execFile(install.program, ['-t', '-f', file], (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}

/**
 * Starts `apache2 -X` with a configuration, as the product does for its comparisons: refuses ports that somebody serves,
 * waits until every port answers, rejects with Apache's own words.
 */
export async function startApache(options: {
  readonly install: ApacheInstall;
  readonly folder: string;
  readonly config: string;
  readonly ports: readonly number[];
}): Promise<RunningApache> {
  const { install, folder, ports } = options;
  const configFile = path.join(folder, 'httpd.conf');
  await writeFile(configFile, options.config);
  return runApache({ program: install.program, folder, configFile, ports });
}
