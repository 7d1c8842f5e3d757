import type { CommandName, CommandParams, CommandResults, Project, Result } from '../contract/index.ts';
import { createRoutepin, type Routepin } from '../index.ts';
import { failureOf } from './trouble-words.ts';
import { cliCapabilities } from './version.ts';

/**
 * A Routepin of one command's own: the project with its sites on free ports of 127.0.0.1, so that nothing that runs on this
 * machine is in the way and nobody else is let in. Backends are the project's.
 */
export async function startPrivately(project: Project): Promise<Routepin> {
  // Sites that share a listener go on sharing one: port 0 is one place, too, as long as its text is the same.
  const listens = [...new Set(project.sites.map(({ listen }) => listen))];
  const routepin = createRoutepin({
    project: {
      ...project,
      sites: project.sites.map((site) => ({ ...site, listen: freeListen(listens.indexOf(site.listen)) })),
    },
    capabilities: cliCapabilities(),
  });
  const started = await routepin.start();
  if (!started.ok) throw failureOf(started.error);
  return routepin;
}

/** Runs a command of the core; its failure ends the program with the words for people. */
export async function ask<Name extends CommandName>(
  routepin: Routepin,
  name: Name,
  params: CommandParams<Name>,
): Promise<CommandResults[Name]> {
  const done = (await routepin.execute(name, params)) as Result<CommandResults[Name]>;
  if (!done.ok) throw failureOf(done.error);
  return done.value;
}

/** Listeners of port 0 are told apart by their address, and all of 127.0.0.0/8 is this machine (macOS knows the first only). */
function freeListen(index: number): string {
  return `127.0.0.${1 + index}:0`;
}
