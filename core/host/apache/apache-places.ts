import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where systems put the program, most usual first. A search of our own: PATH may name a project's folder. */
export const APACHE_PROGRAMS: readonly string[] = [
  '/usr/sbin/apache2',
  '/usr/sbin/httpd',
  '/usr/local/apache2/bin/httpd',
  '/opt/homebrew/bin/httpd',
  '/opt/homebrew/opt/httpd/bin/httpd',
  '/usr/local/bin/httpd',
  '/usr/local/opt/httpd/bin/httpd',
  '/usr/local/sbin/httpd',
  '/opt/local/sbin/httpd',
  '/usr/bin/httpd',
  'C:\\Apache24\\bin\\httpd.exe',
  'C:\\Program Files\\Apache24\\bin\\httpd.exe',
];

/** Where systems put Apache's modules: Debian, Red Hat, Arch, SUSE, its own build, macOS, Homebrew, FreeBSD. */
const MODULE_FOLDERS: readonly string[] = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/lib64/apache2',
  '/usr/local/apache2/modules',
  '/usr/libexec/apache2',
  '/opt/homebrew/lib/httpd/modules',
  '/usr/local/lib/httpd/modules',
  '/usr/local/libexec/apache24',
];

/** Accounts that systems keep for a web server, most fitting first. */
const ACCOUNTS: readonly string[] = ['www-data', 'apache', 'http', 'www', '_www', 'daemon', 'nobody'];

/** A folder of modules, and the names of those that lie there (`proxy_http` for mod_proxy_http.so). */
export interface ApacheModules {
  readonly modulesFolder: string;
  readonly modules: readonly string[];
}

/** The first of `folders` that holds Apache modules, or undefined; absent for the places where systems put them. */
export async function findApacheModules(
  folders: readonly string[] = MODULE_FOLDERS,
): Promise<ApacheModules | undefined> {
  for (const folder of folders) {
    const files = await readdir(folder).catch(() => []);
    const modules = files.flatMap((file) => /^mod_(.+)\.so$/.exec(file)?.[1] ?? []);
    if (modules.length > 0) return { modulesFolder: path.resolve(folder), modules };
  }
  return undefined;
}

/** Modules of the program at `program` whose own root is `root`, before those of other installations. */
export function findModulesFor(program: string, root: string): Promise<ApacheModules | undefined> {
  const beside = path.join(path.dirname(program), '..', 'modules');
  return findApacheModules([...(root === '' ? [] : [path.join(root, 'modules')]), beside, ...MODULE_FOLDERS]);
}

/** The account that a server started by root answers as; undefined when the system keeps none for it. */
export async function findServerAccount(): Promise<
  { readonly user: string; readonly group: string } | undefined
> {
  const users = new Map((await lines('/etc/passwd')).map(([name, , , group]) => [name, group]));
  const groups = new Map((await lines('/etc/group')).map(([name, , id]) => [id, name]));
  for (const user of ACCOUNTS) {
    const group = groups.get(users.get(user));
    if (group !== undefined) return { user, group };
  }
  return undefined;
}

async function lines(file: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.split(':'));
}
