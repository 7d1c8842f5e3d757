import { type Balancer, type Project, parseProject, resolveProject } from '../../core/contract/index.ts';
import { createEngine } from '../../core/engine/index.ts';
import { Diagnosed } from '../support/diagnosed.ts';
import { ADDRESS } from './address.ts';
import type { FoundIn } from './judged.ts';
import { editedBalancer, type Scenario, type Side } from './scenario.ts';

/** What the detectors found in all scenarios of this process. */
export const FINDINGS: FoundIn[] = [];

/** Our engine on `port` for one scenario (member URLs already with real ports). */
export async function startOurs(
  scenario: Scenario,
  port: number,
  project: (balancer: Balancer) => Project = (balancer) => projectOf(scenario, balancer, port),
): Promise<Side & { stop(): Promise<void> }> {
  let balancer = scenario.balancer;
  const diagnosed = new Diagnosed();
  const engine = createEngine({
    sessions: diagnosed.hooks,
    listener: {
      exchangeFinished: () => undefined,
      memberChanged: (change) => diagnosed.memberChanged(change),
      siteChanged: () => undefined,
      tunnelEnded: (id) => diagnosed.tunnelEnded(id),
    },
    secretFieldName: null,
  });
  diagnosed.attach(engine);
  const apply = async (): Promise<void> => {
    const parsed = parseProject(project(balancer));
    if (!parsed.ok) throw new Error(`the generator made a bad project: ${JSON.stringify(parsed.error)}`);
    diagnosed.configure(parsed.value);
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
    stop: async () => {
      await engine.stop(0);
      diagnosed.stop();
      FINDINGS.push(...diagnosed.opened.map((finding) => ({ finding, scenario })));
    },
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
