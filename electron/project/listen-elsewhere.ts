import { type Project, parseListen } from '../../core/contract/index.ts';
import { findFreePort } from '../../core/index.ts';

/**
 * The project with the listener that `message` is about on the next free port of the same address, and that address;
 * null when the message names none of the project's listeners, or no port is free. Sites that share the listener move
 * together.
 */
export async function listenElsewhere(
  project: Project,
  message: string,
): Promise<{ readonly listen: string; readonly project: Project } | null> {
  const taken = project.sites
    .map(({ listen }) => listen)
    .sort((a, b) => b.length - a.length)
    .find((listen) => message.includes(listen));
  const address = taken === undefined ? undefined : parseListen(taken);
  if (address === undefined) return null;
  const port = await findFreePort(address.host, address.port + 1).catch(() => null);
  if (port === null) return null;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const listen = `${host}:${port}`;
  const sites = project.sites.map((site) => (site.listen === taken ? { ...site, listen } : site));
  return { listen, project: { ...project, sites } };
}
