import type {
  BalancerView,
  CounterSample,
  MemberState,
  MemberView,
  Project,
  ProjectSettings,
} from '../contract/index.ts';
import { resolveProject } from '../contract/index.ts';
import type { EngineMember } from '../engine/engine-api.ts';

/** How many sessions are pinned to a route of a balancer. */
export type PinCount = (balancer: string, route: string) => number;

/** What a member is doing in one word: the most telling of what holds for it. */
export function memberState(member: Pick<EngineMember, 'status' | 'simulatedOutage'>): MemberState {
  if (member.simulatedOutage) return 'outage';
  const { status } = member;
  if (status.includes('E')) return 'error';
  if (status.includes('C')) return 'health-failed';
  if (status.includes('S')) return 'stopped';
  if (status.includes('D')) return 'disabled';
  if (status.includes('N')) return 'draining';
  if (status.includes('H')) return 'standby';
  if (status.includes('R')) return 'spare';
  return 'ok';
}

/** A member as the interface sees it; `balancer` is the name as the project writes it. */
export function memberView(member: EngineMember, balancer: string, pins: PinCount): MemberView {
  return {
    balancer,
    url: member.url,
    route: member.route,
    loadfactor: member.loadfactor,
    lbset: member.lbset,
    status: member.status,
    state: memberState(member),
    retryAtMs: member.retryAtMs,
    retryMs: member.retryMs,
    simulatedOutage: member.simulatedOutage,
    trouble: member.trouble,
    lastAnswerAtMs: member.lastAnswerAtMs,
    healthCheck: member.healthCheck,
    pins: member.route === '' ? 0 : pins(balancer, member.route),
    counters: member.counters,
  };
}

/** Every balancer with its members, in the order of the project. */
export function balancerViews(
  project: Project,
  members: readonly EngineMember[],
  pins: PinCount,
): readonly BalancerView[] {
  const settings: ProjectSettings = resolveProject(project);
  return settings.balancers.map((balancer, index) => ({
    name: balancer.name,
    lbmethod: balancer.lbmethod,
    stickysession: project.balancers[index]?.stickysession || null,
    members: balancer.members.flatMap(({ url }) => {
      const member = members.find((one) => one.url === url && one.balancer.toLowerCase() === balancer.key);
      return member === undefined ? [] : [memberView(member, balancer.name, pins)];
    }),
  }));
}

/** The counters of a member, as batches carry them. */
export function counterSample(member: EngineMember, balancer: string, pins: PinCount): CounterSample {
  return {
    balancer,
    member: member.url,
    counters: member.counters,
    pins: member.route === '' ? 0 : pins(balancer, member.route),
    lastAnswerAtMs: member.lastAnswerAtMs,
  };
}

/** A balancer's name as the project writes it, whatever the case it is given in (APACHE.md §9.4). */
export function balancerName(project: Project, nameOrKey: string): string {
  const key = nameOrKey.toLowerCase();
  return project.balancers.find(({ name }) => name.toLowerCase() === key)?.name ?? nameOrKey;
}

/** A member of a balancer as one string, the balancer's name in any case. */
export function memberKey(balancer: string, url: string): string {
  return `${balancer.toLowerCase()}\n${url}`;
}
