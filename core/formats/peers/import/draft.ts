import {
  type Balancer,
  type ImportedProject,
  type Member,
  type Project,
  type ProxyPass,
  parseProject,
  type Site,
} from '../../../contract/index.ts';
import { refusals } from '../../apache/import/fits.ts';
import type { Notebook, PathOf, Place } from '../../apache/import/notebook.ts';

/** Something of the project under way: what it will be, and its JSON path once everything has its place. */
export interface Draft<Value> {
  readonly value: Value;
  path: string | null;
}

export interface MemberDraft extends Draft<{ -readonly [Key in keyof Member]: Member[Key] }> {
  readonly name: string;
}

export interface BalancerDraft
  extends Draft<{ -readonly [Key in keyof Omit<Balancer, 'members'>]: Balancer[Key] }> {
  readonly members: MemberDraft[];
}

export interface MappingDraft extends Draft<{ -readonly [Key in keyof ProxyPass]: ProxyPass[Key] }> {}

export interface SiteDraft extends Draft<{ -readonly [Key in keyof Omit<Site, 'proxyPass'>]: Site[Key] }> {
  readonly mappings: MappingDraft[];
}

export function draft<Value>(value: Value): Draft<Value> {
  return { value, path: null };
}

/** The path of a setting of a draft, asked for at the end. */
export function pathIn(of: { readonly path: string | null }, key?: string): PathOf {
  return () => (of.path === null ? null : key === undefined ? of.path : `${of.path}.${key}`);
}

/**
 * Sets a key of a member or balancer when a project can hold the value; says so at the line when it can't. Absent and
 * default values are the caller's business.
 */
export function setIn(
  notebook: Notebook,
  place: Place,
  kind: 'member' | 'balancer' | 'site',
  of: Draft<object>,
  key: string,
  value: unknown,
): void {
  const refusal = refusals[kind](key, value);
  if (refusal !== null) {
    notebook.note(place, 'left-out', `${key}: ${refusal}`);
    return;
  }
  (of.value as Record<string, unknown>)[key] = value;
  notebook.understood(place, pathIn(of, key));
}

/** The project that drafts become; names made different, every path given out, notes made. */
export function finish(
  fileName: string,
  notebook: Notebook,
  balancers: readonly BalancerDraft[],
  sites: readonly SiteDraft[],
): ImportedProject {
  for (const site of sites) {
    // A mapping that no project can hold (a path over Apache's limits, a target of another kind) was noted where it stands.
    const held = site.mappings.filter(({ value }) => refusals.mapping(value) === null);
    site.mappings.splice(0, site.mappings.length, ...held);
  }
  const kept = sites.filter(
    ({ value, mappings }) => mappings.length > 0 && refusals.site('listen', value.listen) === null,
  );
  const names = new Set<string>();
  kept.forEach((site, index) => {
    site.path = `$.sites[${index}]`;
    let name = site.value.name;
    while (names.has(name)) name = `${name} ${index + 1}`;
    names.add(name);
    site.value.name = name;
    site.mappings.forEach((mapping, place) => {
      mapping.path = `$.sites[${index}].proxyPass[${place}]`;
    });
  });
  balancers.forEach((balancer, index) => {
    balancer.path = `$.balancers[${index}]`;
    balancer.members.forEach((member, place) => {
      member.path = `$.balancers[${index}].members[${place}]`;
    });
  });
  const stem = (fileName.split(/[\\/]/).at(-1) ?? '').replace(/\.[a-z]+$/i, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no project holds any
  const name = stem.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 60) || 'imported';
  const parsed = parseProject({
    version: 1,
    name,
    balancers: balancers.map(({ value, members }) => ({
      ...value,
      members: members.map((member) => member.value),
    })),
    sites: kept.map(({ value, mappings }) => ({
      ...value,
      proxyPass: mappings.map((mapping) => mapping.value),
    })),
  });
  if (!parsed.ok) throw new Error(`an import made a project that is none: ${JSON.stringify(parsed.error)}`);
  const project: Project = parsed.value;
  return { project, notes: notebook.notes(), understood: notebook.lines() };
}

/**
 * How cookie values become routes: `.1` and `.2` have the separator first and the route behind it; values without one are
 * routes as a whole (`stickysessionsep=Off`), so that cookies that are out there stay good.
 */
export function routesOf(values: readonly string[]): {
  readonly separator: string | null;
  readonly prefix: string;
  readonly routeOf: (value: string) => string;
} {
  const marks = ['.', '-', '!', '~', ':', '_'];
  for (const mark of marks) {
    const [first = ''] = values;
    const at = first.indexOf(mark);
    if (at < 0) continue;
    const prefix = first.slice(0, at + 1);
    const isShared = values.every((value) => value.startsWith(prefix) && value.length > prefix.length);
    // A mark within the values is part of them unless all begin alike; alone, one value can't tell.
    if (isShared && (prefix === mark || values.length > 1)) {
      return { separator: mark, prefix, routeOf: (value) => value.slice(prefix.length) };
    }
  }
  return { separator: null, prefix: '', routeOf: (value) => value };
}
