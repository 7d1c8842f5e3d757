import { type Balancer, type Project, parseProject, resolveProject } from '../../core/contract/index.ts';
import { createEngine } from '../../core/engine/index.ts';
import { ADDRESS } from './address.ts';
import { editedBalancer, type Scenario, type Side } from './scenario.ts';

/** Our engine on `port` for one scenario (member URLs already with real ports). */
export async function startOurs(
  scenario: Scenario,
  port: number,
  project: (balancer: Balancer) => Project = (balancer) => projectOf(scenario, balancer, port),
): Promise<Side & { stop(): Promise<void> }> {
  let balancer = scenario.balancer;
  const engine = createEngine({
    sessions: {
      recognise: () => ({ sessionId: null, tabId: null, forcedRoute: null }),
      finished: () => undefined,
    },
    listener: {
      exchangeFinished: () => undefined,
      memberChanged: () => undefined,
      siteChanged: () => undefined,
    },
    secretFieldName: null,
  });
  const apply = async (): Promise<void> => {
    const parsed = parseProject(project(balancer));
    if (!parsed.ok) throw new Error(`the generator made a bad project: ${JSON.stringify(parsed.error)}`);
    const applied = await engine.apply(resolveProject(parsed.value));
    if (!applied.ok) throw new Error(applied.error.message);
  };
  await apply();
  return {
    name: 'routepin',
    port,
    edit: async (step) => {
      balancer = editedBalancer(balancer, step);
      await apply();
    },
    counts: async () =>
      engine.members().map((member) => ({
        member: member.url,
        flags: [...member.status].sort().join(''),
        lbstatus: member.counters.lbstatus,
        elected: member.counters.elected,
        transferred: member.counters.transferredBytes,
        read: member.counters.readBytes,
        busy: member.counters.busy,
      })),
    stop: () => engine.stop(0),
  };
}

/** The project that a scenario is about, listening on `port`. */
export function projectOf(scenario: Scenario, balancer: Balancer, port: number): Project {
  return {
    version: 1,
    name: 'parity',
    balancers: [
      {
        ...balancer,
        members: balancer.members.map((member) => ({ ...member, timeout: member.timeout ?? 5 })),
      },
    ],
    sites: [
      {
        name: 'parity',
        listen: `${ADDRESS}:${port}`,
        serverName: 'parity.test',
        preserveHost: scenario.preserveHost,
        proxyPass: [
          ...scenario.extraPasses,
          { path: '/excluded', url: '!' },
          { path: scenario.mountPath, url: `balancer://${balancer.name}${scenario.targetPath}` },
        ],
      },
      ...scenario.extraSites.map(({ serverName, serverAlias, proxyPass }) => ({
        name: serverName,
        listen: `${ADDRESS}:${port}`,
        serverName,
        serverAlias: [...serverAlias],
        proxyPass: [...proxyPass],
      })),
    ],
  };
}
