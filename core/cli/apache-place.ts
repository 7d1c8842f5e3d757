import { access, chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../contract/index.ts';
import { findApacheModules, findServerAccount, type StandalonePlace } from '../on-demand.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { fileWords } from './project-file.ts';

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
  const found = await findApacheModules(modulesFolder === undefined ? undefined : [modulesFolder]);
  if (found === undefined) {
    throw new CliFailure(
      modulesFolder === undefined ? EXIT.failed : EXIT.usage,
      modulesFolder === undefined
        ? 'the modules of Apache were not found on this machine'
        : `there are no Apache modules (mod_*.so) in ${modulesFolder}`,
      ['  Install it (Debian: apt-get install apache2), or name the folder with --modules DIR.'],
    );
  }
  const account = await prepare(absolute);
  await requireFiles(project, absolute, ['tls.crt', 'tls.key']);
  return { folder: absolute, ...found, account };
}

/** The same for servers without modules of their own to load: HAProxy and nginx. `files` is what TLS sites read there. */
export async function findPeerPlace(
  project: Project,
  folder: string,
  files: readonly string[],
): Promise<StandalonePlace> {
  const absolute = path.resolve(folder);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f$"'\\{};#]/.test(absolute)) {
    throw new CliFailure(
      EXIT.usage,
      'a folder whose name holds $, quotes, braces, ; or # cannot be used here',
    );
  }
  const account = await prepare(absolute);
  await requireFiles(project, absolute, files);
  return { folder: absolute, modulesFolder: '', modules: [], account };
}

/** Makes the folder, and says which account the server is to run as when root starts it. */
async function prepare(folder: string): Promise<StandalonePlace['account']> {
  const account = process.getuid?.() === 0 ? await findAccount() : null;
  try {
    await mkdir(folder, { recursive: true });
    // Started by root, the server's own account must be able to look into it.
    if (account !== null) await chmod(folder, 0o755);
  } catch (error) {
    throw new CliFailure(EXIT.usage, `${folder} cannot be used: ${fileWords(error)}`);
  }
  return account;
}

async function findAccount(): Promise<StandalonePlace['account']> {
  const account = await findServerAccount();
  if (account !== undefined) return account;
  throw new CliFailure(
    EXIT.failed,
    'this system has no account for a web server, and a server should not be root',
  );
}

/** TLS sites of a standalone configuration read their certificate from its folder. */
async function requireFiles(project: Project, folder: string, names: readonly string[]): Promise<void> {
  if (!project.sites.some((site) => site.tls === true)) return;
  for (const name of names) {
    const file = path.join(folder, name);
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      continue;
    const inFolder = (one: string) => path.join(folder, one);
    throw new CliFailure(EXIT.usage, `a site has tls, and ${file} is not there`, [
      `  Put certificate and key there as ${names.join(' and ')}. To make a pair for trying:`,
      `  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout ${inFolder('tls.key')} -out ${inFolder('tls.crt')}`,
      ...(names.includes('tls.pem')
        ? [`  cat ${inFolder('tls.crt')} ${inFolder('tls.key')} > ${inFolder('tls.pem')}`]
        : []),
    ]);
  }
}
