import type { Member, Project } from './project.ts';
import { distinctMembers } from './settings.ts';

/** One setting that an edit changed: where, from what to what. */
export interface SettingChange {
  /** JSON path in the new project (in the old one when it is gone). */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface MemberChange {
  readonly balancer: string;
  readonly url: string;
  readonly route: string;
}

/**
 * What an edit changes and what stays (DESIGN.md §3): listeners to open and close, members that come, go, or are
 * edited in place with their state kept, routes whose pins stay, and routes whose pins become `unknown-route`.
 */
export interface ProjectChanges {
  readonly settings: readonly SettingChange[];
  readonly opensListeners: readonly string[];
  readonly closesListeners: readonly string[];
  readonly addedBalancers: readonly string[];
  readonly removedBalancers: readonly string[];
  readonly addedMembers: readonly MemberChange[];
  readonly removedMembers: readonly MemberChange[];
  readonly editedMembers: readonly (MemberChange & { readonly keys: readonly string[] })[];
  /** Routes of a balancer that existed before and still do: no pin to them is lost. */
  readonly keptRoutes: readonly { readonly balancer: string; readonly route: string }[];
  readonly lostRoutes: readonly { readonly balancer: string; readonly route: string }[];
}

/** Compares two valid projects. Members are the same when their URLs are; balancers when their names are, whatever the case. */
export function compareProjects(before: Project, after: Project): ProjectChanges {
  const changes: Writable<ProjectChanges> = {
    settings: changedSettings('$', before, after),
    opensListeners: added(listensOf(before), listensOf(after)),
    closesListeners: added(listensOf(after), listensOf(before)),
    addedBalancers: added(balancerKeys(before), balancerKeys(after)),
    removedBalancers: added(balancerKeys(after), balancerKeys(before)),
    addedMembers: [],
    removedMembers: [],
    editedMembers: [],
    keptRoutes: [],
    lostRoutes: [],
  };
  for (const balancer of new Set([...balancerKeys(before), ...balancerKeys(after)])) {
    compareMembers(balancer, membersOf(before, balancer), membersOf(after, balancer), changes);
  }
  return changes;
}

/** Whether the edit leaves everything as it was. */
export function isUnchanged(changes: ProjectChanges): boolean {
  return changes.settings.length === 0;
}

type Writable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

function compareMembers(
  balancer: string,
  before: readonly Member[],
  after: readonly Member[],
  changes: Writable<ProjectChanges>,
): void {
  const named = (member: Member): MemberChange => ({ balancer, url: member.url, route: member.route ?? '' });
  for (const member of after) {
    const old = before.find((other) => other.url === member.url);
    if (old === undefined) changes.addedMembers.push(named(member));
    else {
      const keys = changedKeys(old, member);
      if (keys.length > 0) changes.editedMembers.push({ ...named(member), keys });
    }
  }
  for (const member of before) {
    if (!after.some((other) => other.url === member.url)) changes.removedMembers.push(named(member));
  }
  const routesAfter = new Set(after.map((member) => member.route ?? ''));
  for (const route of new Set(before.map((member) => member.route ?? ''))) {
    if (route === '') continue;
    (routesAfter.has(route) ? changes.keptRoutes : changes.lostRoutes).push({ balancer, route });
  }
}

function changedKeys(before: Member, after: Member): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Member>;
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** Leaves that differ, by JSON path; lists are compared by index, which is how the export reads them. */
function changedSettings(path: string, before: unknown, after: unknown): SettingChange[] {
  if (before === after) return [];
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      changedSettings(Array.isArray(after) ? `${path}[${key}]` : `${path}.${key}`, before[key], after[key]),
    );
  }
  return [{ path, from: before, to: after }];
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function listensOf(project: Project): readonly string[] {
  return [...new Set(project.sites.map((site) => site.listen))];
}

function balancerKeys(project: Project): readonly string[] {
  return project.balancers.map((balancer) => balancer.name.toLowerCase());
}

function membersOf(project: Project, key: string): readonly Member[] {
  return distinctMembers(
    project.balancers.find((balancer) => balancer.name.toLowerCase() === key)?.members ?? [],
  );
}

function added(before: readonly string[], after: readonly string[]): string[] {
  return after.filter((item) => !before.includes(item));
}

/** What a switch changes of a project: nothing. */
export const NO_CHANGES: ProjectChanges = {
  settings: [],
  opensListeners: [],
  closesListeners: [],
  addedBalancers: [],
  removedBalancers: [],
  addedMembers: [],
  removedMembers: [],
  editedMembers: [],
  keptRoutes: [],
  lostRoutes: [],
};
