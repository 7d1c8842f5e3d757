import { access, chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../contract/index.ts';
import type { StandalonePlace } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { fileWords } from './project-file.ts';

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

/** What a standalone configuration needs to know of this machine; makes the folder when it isn't there. */
export async function findStandalonePlace(
  project: Project,
  folder: string,
  modulesFolder: string | undefined,
): Promise<StandalonePlace> {
  const absolute = path.resolve(folder);
  // Apache replaces ${NAME} in its lines even in quotes.
  if (absolute.includes('${') || modulesFolder?.includes('${') === true) {
    throw new CliFailure(EXIT.usage, 'Apache cannot use a folder whose name holds "${"');
  }
  const found = await findModules(modulesFolder === undefined ? MODULE_FOLDERS : [modulesFolder]);
  if (found === undefined) {
    throw new CliFailure(
      modulesFolder === undefined ? EXIT.failed : EXIT.usage,
      modulesFolder === undefined
        ? 'the modules of Apache were not found on this machine'
        : `there are no Apache modules (mod_*.so) in ${modulesFolder}`,
      ['  Install it (Debian: apt-get install apache2), or name the folder with --modules DIR.'],
    );
  }
  const account = process.getuid?.() === 0 ? await findAccount() : null;
  try {
    await mkdir(absolute, { recursive: true });
    // Started by root, Apache's own account must be able to look into it.
    if (account !== null) await chmod(absolute, 0o755);
  } catch (error) {
    throw new CliFailure(EXIT.usage, `${folder} cannot be used: ${fileWords(error)}`);
  }
  await requireCertificate(project, absolute);
  return { folder: absolute, ...found, account };
}

async function findModules(
  folders: readonly string[],
): Promise<{ readonly modulesFolder: string; readonly modules: readonly string[] } | undefined> {
  for (const folder of folders) {
    const files = await readdir(folder).catch(() => []);
    const modules = files.flatMap((file) => /^mod_(.+)\.so$/.exec(file)?.[1] ?? []);
    if (modules.length > 0) return { modulesFolder: path.resolve(folder), modules };
  }
  return undefined;
}

async function findAccount(): Promise<StandalonePlace['account']> {
  const users = new Map((await lines('/etc/passwd')).map(([name, , , group]) => [name, group]));
  const groups = new Map((await lines('/etc/group')).map(([name, , id]) => [id, name]));
  for (const user of ACCOUNTS) {
    const group = groups.get(users.get(user));
    if (group !== undefined) return { user, group };
  }
  throw new CliFailure(
    EXIT.failed,
    'this system has no account for a web server, and Apache refuses to be root',
  );
}

async function lines(file: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.split(':'));
}

/** TLS sites of a standalone configuration read their certificate from its folder. */
async function requireCertificate(project: Project, folder: string): Promise<void> {
  if (!project.sites.some((site) => site.tls === true)) return;
  for (const name of ['tls.crt', 'tls.key']) {
    const file = path.join(folder, name);
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      continue;
    throw new CliFailure(EXIT.usage, `a site has tls, and ${file} is not there`, [
      '  Put certificate and key there as tls.crt and tls.key. To make a pair for trying:',
      `  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout ${path.join(folder, 'tls.key')} -out ${path.join(folder, 'tls.crt')}`,
    ]);
  }
}
