import { type Member, type Project, type StatusLetter, withStatusFlag } from '../../contract/index.ts';

/** What is laid over one member. */
export interface MemberOverlay {
  readonly flags: Readonly<Partial<Record<StatusLetter, boolean>>>;
  readonly set: Readonly<Record<string, number>>;
}

/**
 * What a rehearsal changes of the members while it runs. It lies over the project and is no part of it: nothing is saved,
 * exported or undone, edits that a person makes meanwhile are kept, and when Routepin ends, however it ends, nothing is left.
 */
export class ProjectOverlay {
  readonly #byMember = new Map<string, MemberOverlay>();

  lay(balancer: string, url: string, more: Partial<MemberOverlay>): void {
    const key = keyOf(balancer, url);
    const known = this.#byMember.get(key) ?? { flags: {}, set: {} };
    this.#byMember.set(key, { flags: { ...known.flags, ...more.flags }, set: { ...known.set, ...more.set } });
  }

  /** Takes everything off. False when there was nothing. */
  clear(): boolean {
    const had = this.#byMember.size > 0;
    this.#byMember.clear();
    return had;
  }

  /** The project as it is to run. */
  over(project: Project): Project {
    if (this.#byMember.size === 0) return project;
    return {
      ...project,
      balancers: project.balancers.map((balancer) => ({
        ...balancer,
        members: balancer.members.map((member) => {
          const overlay = this.#byMember.get(keyOf(balancer.name, member.url));
          return overlay === undefined ? member : overMember(member, overlay);
        }),
      })),
    };
  }
}

function overMember(member: Member, { flags, set }: MemberOverlay): Member {
  const { status: written, ...rest } = member;
  let status = written;
  for (const [letter, on] of Object.entries(flags)) {
    status = withStatusFlag(status, letter as StatusLetter, on);
  }
  return { ...rest, ...set, ...(status === undefined ? {} : { status }) };
}

function keyOf(balancer: string, url: string): string {
  return `${balancer.toLowerCase()}\n${url}`;
}
