import { access, constants, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { fail, type Result, succeed, type Trouble } from '../../contract/index.ts';
import { outputOf } from '../program-output.ts';
import { APACHE_PROGRAMS, type ApacheModules, findModulesFor, findServerAccount } from './apache-places.ts';

/** An Apache that can be started: its program, and what it brings along. */
export interface ApacheInstall extends ApacheModules {
  /** Absolute. */
  readonly program: string;
  /** Such as `2.4.62`. */
  readonly version: string;
  /** Modules inside the program, which need no file (`watchdog` on Debian). */
  readonly builtIn: readonly string[];
  /** The account to answer as when we are root; null when we are anybody else. */
  readonly account: { readonly user: string; readonly group: string } | null;
}

const HOW_TO_GET =
  'Install it (Debian, Ubuntu: apt-get install apache2; Fedora: dnf install httpd; macOS: brew install httpd), or say where it is with --apache PATH.';

/**
 * The Apache 2.4 at `program`, or the first one in the places where systems put it. `program` comes from a command
 * line or a native dialog, never from a project or a page (DESIGN.md §8). Fails with `not-available`, saying what was
 * found instead and how to get one.
 */
export async function findApache(
  program?: string,
  places: readonly string[] = APACHE_PROGRAMS,
): Promise<Result<ApacheInstall, Trouble>> {
  if (program !== undefined) {
    const named = path.resolve(program);
    if (!(await isProgram(named))) return missing(`there is no program at ${named}`);
    return readInstall(named);
  }
  let first: Result<ApacheInstall, Trouble> | undefined;
  for (const place of places) {
    if (!(await isProgram(place))) continue;
    const found = await readInstall(place);
    if (found.ok) return found;
    first ??= found;
  }
  return first ?? missing('there is no Apache on this machine (apache2 or httpd, in the usual places)');
}

async function readInstall(program: string): Promise<Result<ApacheInstall, Trouble>> {
  // Without a file of its own it reads the system's configuration, which may not even load.
  const said = await outputOf(program, ['-V', '-f', devNull]);
  const version = /^Server version: Apache\/(\d+\.\d+(?:\.\d+)?)/m.exec(said)?.[1];
  if (version === undefined) return missing(`${program} does not say that it is an Apache server`);
  if (!/^2\.4(\.|$)/.test(version)) return missing(`${program} is Apache ${version}, and 2.4 is needed`);
  const root = /-D HTTPD_ROOT="([^"]*)"/.exec(said)?.[1] ?? '';
  const builtIn = [...(await outputOf(program, ['-l'])).matchAll(/^\s*(?:mod_)?(\w+)\.c$/gm)].map(
    ([, name]) => name ?? '',
  );
  const modules = (await findModulesFor(program, root)) ?? { modulesFolder: root, modules: [] };
  const isRoot = process.getuid?.() === 0;
  const account = isRoot ? await findServerAccount() : null;
  if (account === undefined) {
    return fail({
      code: 'not-available',
      message: 'this system has no account for a web server, and Apache refuses to be root',
      hint: 'Run it as an ordinary user.',
    });
  }
  return succeed({ program, version, builtIn, account, ...modules });
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function missing(message: string): Result<never, Trouble> {
  return fail({ code: 'not-available', message, hint: HOW_TO_GET });
}
