import type { Project } from '../contract/index.ts';
import { findFreePort } from '../host/free-port.ts';
import { listeningAt, listensOf } from './compared-project.ts';

/** Where both sides listen: away from the stand-ins, below every system's range for outgoing connections. */
export const FIRST_PORT = 29_000;
const PORTS = 3500;
const HOST = '127.0.0.1';

/** The two projects, each on ports of its own, by the listen addresses that the user's project has. */
export interface LaidOut {
  readonly apacheProject: Project;
  readonly ourProject: Project;
  readonly apachePorts: ReadonlyMap<string, number>;
  readonly ourPorts: ReadonlyMap<string, number>;
  readonly managerPort: number;
}

/** Finds ports that are free at this moment, other ones with each call, and has both projects listen there. */
export async function layOut(project: Project, ourProject: Project): Promise<LaidOut> {
  const taken = new Set<number>();
  const port = async (): Promise<number> => {
    const from = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const free = await findFreePort(HOST, from, taken);
    taken.add(free);
    return free;
  };
  const portsOf = async (): Promise<ReadonlyMap<string, number>> => {
    const ports = new Map<string, number>();
    for (const listen of listensOf(project)) ports.set(listen, await port());
    return ports;
  };
  const [apachePorts, ourPorts, managerPort] = [await portsOf(), await portsOf(), await port()];
  return {
    apacheProject: listeningAt(project, apachePorts),
    ourProject: listeningAt(ourProject, ourPorts),
    apachePorts,
    ourPorts,
    managerPort,
  };
}
