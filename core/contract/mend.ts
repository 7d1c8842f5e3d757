import type { Mend, MendStep } from './lint.ts';
import { type Project, parseProject } from './project.ts';
import { fail, type Problem, type Result } from './result.ts';

/**
 * The project with a mend applied: its steps in order, then checked like a file. The project itself stays as it is.
 * Fails with the problems of what came out, or with the step whose place is not there (the project has moved on).
 */
export function applyMend(project: Project, mend: Mend): Result<Project, readonly Problem[]> {
  const copy = structuredCloneOf(project);
  for (const step of mend.steps) {
    if (!applyStep(copy, step)) return fail([lost(step)]);
  }
  return parseProject(copy);
}

/** `$.balancers[0].members[1].route` as its steps, or null when it is no such path. */
export function stepsOfPath(path: string): readonly (string | number)[] | null {
  if (!/^\$(?:\.[A-Za-z]\w*|\[\d+\])*$/.test(path)) return null;
  return [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
}

function applyStep(root: unknown, step: MendStep): boolean {
  const steps = stepsOfPath(step.path);
  const last = steps?.at(-1);
  if (steps === null || last === undefined) return false;
  let owner = root;
  for (const key of steps.slice(0, -1)) owner = itemOf(owner, key);
  if (Array.isArray(owner)) {
    if (typeof last !== 'number' || last >= owner.length) return false;
    if ('remove' in step) owner.splice(last, 1);
    else owner[last] = structuredCloneOf(step.value);
    return true;
  }
  if (typeof owner !== 'object' || owner === null || typeof last !== 'string') return false;
  const keys = owner as Record<string, unknown>;
  if ('remove' in step) delete keys[last];
  else keys[last] = structuredCloneOf(step.value);
  return true;
}

function itemOf(owner: unknown, key: string | number): unknown {
  if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, key)) return undefined;
  return (owner as Record<string | number, unknown>)[key];
}

/** Projects are JSON: what a file could not hold does not survive, as in a file. */
function structuredCloneOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function lost(step: MendStep): Problem {
  return {
    path: step.path,
    message: 'the mend does not fit: its place is not in the project',
    hint: 'The project has changed since the check; check it again.',
  };
}
