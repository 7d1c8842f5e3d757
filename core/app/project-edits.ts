import {
  type Balancer,
  fail,
  type Member,
  type Project,
  parseProject,
  type Result,
  type StatusLetter,
  succeed,
  type Trouble,
  withStatusFlag,
} from '../contract/index.ts';

type Edited = Result<Project, Trouble>;

/** The project with the data of a whole project in its place, when that is a valid one. */
export function parseEdited(data: unknown): Edited {
  const parsed = parseProject(data);
  if (parsed.ok) return parsed;
  const count = parsed.error.length;
  return fail({
    code: 'bad-project',
    message: count === 1 ? (parsed.error[0]?.message ?? '') : `the project has ${count} problems`,
    problems: parsed.error,
    ...(count === 1 && parsed.error[0] !== undefined ? { hint: parsed.error[0].hint } : {}),
  });
}

/**
 * The project with one member more, at the end. Without a `route` key it gets the lowest whole number that is free,
 * provided that the balancer is sticky and its other members have routes; a `route` of '' stays empty.
 */
export function withMember(project: Project, balancerName: string, member: unknown): Edited {
  const balancer = balancerOf(project, balancerName);
  if (balancer === undefined) return noBalancer(project, balancerName);
  const url = urlIn(member);
  if (url !== undefined && balancer.members.some((other) => other.url === url)) {
    return fail({
      code: 'bad-params',
      message: `${url} is a member of ${balancer.name} already`,
      hint: 'Edit that member, or give the new one another URL.',
    });
  }
  const route = freeRoute(balancer);
  const added =
    isObject(member) && !Object.hasOwn(member, 'route') && route !== undefined
      ? { ...member, route }
      : member;
  return withMembers(project, balancer, [...balancer.members, added]);
}

/** The project with some keys of a member changed; null removes a key. The order of keys is kept. */
export function withMemberPatch(
  project: Project,
  balancerName: string,
  memberUrl: string,
  patch: Readonly<Record<string, unknown>>,
): Edited {
  return onMember(project, balancerName, memberUrl, (member) => {
    const edited: Record<string, unknown> = { ...member };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete edited[key];
      else edited[key] = value;
    }
    return edited;
  });
}

/** The project without a member. */
export function withoutMember(project: Project, balancerName: string, memberUrl: string): Edited {
  const found = findMember(project, balancerName, memberUrl);
  if (!found.ok) return found;
  const { balancer, member } = found.value;
  return withMembers(
    project,
    balancer,
    balancer.members.filter((other) => other !== member),
  );
}

/** The project with a flag of a member set or cleared; `status` disappears when nothing is left set. */
export function withFlag(
  project: Project,
  balancerName: string,
  memberUrl: string,
  letter: StatusLetter,
  on: boolean,
): Edited {
  return onMember(project, balancerName, memberUrl, (member) => {
    const status = withStatusFlag(member.status, letter, on);
    if (status !== undefined) return { ...member, status };
    const { status: _removed, ...rest } = member;
    return rest;
  });
}

/** The balancer and member that a command names, or which of them there isn't. */
export function findMember(
  project: Project,
  balancerName: string,
  memberUrl: string,
): Result<{ readonly balancer: Balancer; readonly member: Member }, Trouble> {
  const balancer = balancerOf(project, balancerName);
  if (balancer === undefined) return noBalancer(project, balancerName);
  const member = balancer.members.find((candidate) => candidate.url === memberUrl);
  if (member !== undefined) return succeed({ balancer, member });
  return fail({
    code: 'not-found',
    message: `balancer ${balancer.name} has no member ${memberUrl}`,
    hint: `Its members are ${balancer.members.map(({ url }) => url).join(', ') || 'none'}.`,
  });
}

function onMember(
  project: Project,
  balancerName: string,
  memberUrl: string,
  edit: (member: Member) => unknown,
): Edited {
  const found = findMember(project, balancerName, memberUrl);
  if (!found.ok) return found;
  const { balancer, member } = found.value;
  return withMembers(
    project,
    balancer,
    balancer.members.map((other) => (other === member ? edit(other) : other)),
  );
}

function withMembers(project: Project, balancer: Balancer, members: readonly unknown[]): Edited {
  return parseEdited({
    ...project,
    balancers: project.balancers.map((other) => (other === balancer ? { ...other, members } : other)),
  });
}

function balancerOf(project: Project, name: string): Balancer | undefined {
  return project.balancers.find((balancer) => balancer.name.toLowerCase() === name.toLowerCase());
}

function noBalancer(project: Project, name: string): { readonly ok: false; readonly error: Trouble } {
  return fail({
    code: 'not-found',
    message: `there is no balancer "${name}"`,
    hint: `Balancers are ${project.balancers.map((balancer) => balancer.name).join(', ') || 'none'}.`,
  });
}

function freeRoute(balancer: Balancer): string | undefined {
  if ((balancer.stickysession ?? '') === '') return undefined;
  if (balancer.members.some((member) => (member.route ?? '') === '')) return undefined;
  const taken = new Set(balancer.members.map((member) => member.route));
  for (let number = 1; ; number++) if (!taken.has(String(number))) return String(number);
}

function urlIn(member: unknown): string | undefined {
  return isObject(member) && typeof member.url === 'string' ? member.url : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
