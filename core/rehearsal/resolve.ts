import {
  type Balancer,
  fail,
  type Member,
  type Problem,
  type Project,
  type Rehearsal,
  type RehearsalMember,
  type Result,
  type StepKind,
  succeed,
} from '../contract/index.ts';

/** A step with its names looked up in the project. */
export interface ResolvedStep {
  readonly index: number;
  readonly atMs: number;
  readonly kind: StepKind;
  readonly balancer: string;
  /** Empty for `move`; several for `set` on all. */
  readonly members: readonly RehearsalMember[];
  readonly from: string | null;
  readonly to: string | null;
  readonly set: Readonly<Record<string, number>>;
}

/** A rehearsal beside the project it is played with. */
export interface ResolvedRehearsal {
  readonly rehearsal: Rehearsal;
  readonly site: string;
  /** Members of every balancer that the site leads to, in the order of its proxyPass lines. */
  readonly members: readonly RehearsalMember[];
  /** By time; steps of the same time in the order of the file. */
  readonly steps: readonly ResolvedStep[];
}

/** Looks up what a rehearsal names, or every name that the project does not have, with its JSON path. */
export function resolveRehearsal(
  project: Project,
  rehearsal: Rehearsal,
): Result<ResolvedRehearsal, readonly Problem[]> {
  const site =
    rehearsal.site === undefined
      ? project.sites[0]
      : project.sites.find(({ name }) => name === rehearsal.site);
  if (site === undefined) {
    const names = project.sites.map(({ name }) => name).join(', ');
    const message =
      rehearsal.site === undefined
        ? 'the project has no site to visit'
        : `the project has no site "${rehearsal.site}"`;
    return fail([{ path: '$.site', message, hint: names === '' ? 'Add a site.' : `Sites are ${names}.` }]);
  }
  const balancers = balancersOf(project, site.name);
  const problems: Problem[] = [];
  const steps: ResolvedStep[] = [];
  rehearsal.steps.forEach((step, index) => {
    const path = `$.steps[${index}]`;
    const balancer =
      step.balancer === undefined
        ? balancers[0]
        : balancers.find(({ name }) => name.toLowerCase() === step.balancer?.toLowerCase());
    if (balancer === undefined) {
      problems.push({
        path: `${path}.balancer`,
        message:
          step.balancer === undefined
            ? `the site "${site.name}" leads to no balancer`
            : `the site "${site.name}" leads to no balancer "${step.balancer}"`,
        hint: `Balancers behind it are ${balancers.map(({ name }) => name).join(', ') || 'none'}.`,
      });
      return;
    }
    const members = membersOf(balancer, step, path, problems);
    for (const key of ['from', 'to'] as const) {
      const route = step[key];
      if (step.do !== 'move' || route == null || balancer.members.some((member) => member.route === route))
        continue;
      problems.push({
        path: `${path}.${key}`,
        message: `balancer ${balancer.name} has no route ${route}`,
        hint: routesHint(balancer),
      });
    }
    steps.push({
      index,
      atMs: Math.round(step.at * 1000),
      kind: step.do,
      balancer: balancer.name,
      members,
      from: step.from ?? null,
      to: step.to ?? null,
      set: (step.set ?? {}) as Readonly<Record<string, number>>,
    });
  });
  if (problems.length > 0) return fail(problems);
  const members = balancers.flatMap((balancer) => balancer.members.map((member) => refOf(balancer, member)));
  if (members.length === 0) {
    const message = `the site "${site.name}" leads to no members`;
    return fail([{ path: '$.site', message, hint: 'Add a member to its balancer, or choose another site.' }]);
  }
  return succeed({
    rehearsal,
    site: site.name,
    members,
    steps: steps.toSorted((one, other) => one.atMs - other.atMs || one.index - other.index),
  });
}

/** The balancers that a site leads to, each once, in the order of its proxyPass lines. */
export function balancersOf(project: Project, siteName: string): readonly Balancer[] {
  const site = project.sites.find(({ name }) => name === siteName);
  const found: Balancer[] = [];
  for (const { url } of site?.proxyPass ?? []) {
    const name = /^balancer:\/\/([^/]+)/i.exec(url)?.[1]?.toLowerCase();
    const balancer = project.balancers.find((one) => one.name.toLowerCase() === name);
    if (balancer !== undefined && !found.includes(balancer)) found.push(balancer);
  }
  return found;
}

function membersOf(
  balancer: Balancer,
  step: Rehearsal['steps'][number],
  path: string,
  problems: Problem[],
): readonly RehearsalMember[] {
  if (step.do === 'move' || step.member === undefined) return [];
  if (step.member === '*') return balancer.members.map((member) => refOf(balancer, member));
  const byUrl = balancer.members.filter(({ url }) => url === step.member);
  const found =
    byUrl.length > 0 ? byUrl : balancer.members.filter(({ route }) => (route ?? '') === step.member);
  if (found.length === 1) return found.map((member) => refOf(balancer, member));
  problems.push({
    path: `${path}.member`,
    message:
      found.length === 0
        ? `balancer ${balancer.name} has no member "${step.member}"`
        : `${found.length} members of ${balancer.name} have the route ${step.member}`,
    hint:
      found.length === 0
        ? routesHint(balancer)
        : `Write the URL of the one that is meant: ${found.map(({ url }) => url).join(', ')}.`,
  });
  return [];
}

function refOf(balancer: Balancer, member: Member): RehearsalMember {
  return { balancer: balancer.name, url: member.url, route: member.route ?? '' };
}

function routesHint(balancer: Balancer): string {
  const names = balancer.members.map(({ route, url }) => (route === undefined || route === '' ? url : route));
  return names.length === 0 ? 'It has no members.' : `Its members are ${names.join(', ')}.`;
}
