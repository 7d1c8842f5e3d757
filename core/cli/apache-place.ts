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

async function findAccount(): Promise<StandalonePlace['account']> {
  const account = await findServerAccount();
  if (account !== undefined) return account;
  throw new CliFailure(
    EXIT.failed,
    'this system has no account for a web server, and Apache refuses to be root',
  );
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
