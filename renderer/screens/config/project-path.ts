import { jsonPath, type Project } from '../../../core/contract/index.ts';

/** Steps from the project's root to a setting. */
export type ProjectPath = readonly (string | number)[];

/** The project with one setting changed; `undefined` takes the key away. What lies beside it stays the same object. */
export function withSetting(project: Project, path: ProjectPath, value: unknown): unknown {
  return changed(project, path, value);
}

/** The project without an item of a list. */
export function withoutItem(project: Project, path: ProjectPath): unknown {
  const list = settingAt(project, path.slice(0, -1));
  if (!Array.isArray(list)) return project;
  return changed(
    project,
    path.slice(0, -1),
    list.filter((_, index) => index !== path.at(-1)),
  );
}

/** The value at a path, or undefined. */
export function settingAt(project: unknown, path: ProjectPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    project,
  );
}

/** `$.balancers[0].name`, as problems and exports name it. */
export function pathText(path: ProjectPath): string {
  return jsonPath(path);
}

/** Whether two JSON paths name the same setting, or one a part of the other: a line and the fields that made it. */
export function relates(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  return isWithin(a, b) || isWithin(b, a);
}

/** Whether `path` is `outer` or lies inside it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /[.[]/.test(path.charAt(outer.length)));
}

function changed(value: unknown, path: ProjectPath, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === step ? changed(item, rest, next) : item));
  }
  const object = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const inner = changed(object[step], rest, next);
  if (inner !== undefined) return { ...object, [step]: inner };
  const { [step]: _gone, ...others } = object;
  return others;
}
