import { type Finding, NOTHING_SEEN, type Project, type SeenTraffic } from '../../contract/index.ts';
import type { ProjectLint } from './lint.ts';
import * as projectLints from './project-lints.ts';
import { viewProject } from './project-view.ts';

/** Every lint of projects, by name. */
export const PROJECT_LINTS: readonly ProjectLint[] = Object.values(projectLints);

const ORDER = { error: 0, warning: 1, hint: 2 } as const;

/**
 * Everything that is legal in a parsed project and will not do what its author means, errors first. `seen` is what a
 * running project observed; without it the lints that need traffic stay quiet. Pure; about a
 * millisecond, so that every keystroke can ask.
 */
export function lintProject(project: Project, seen: SeenTraffic = NOTHING_SEEN): readonly Finding[] {
  const view = viewProject(project, seen);
  const findings = PROJECT_LINTS.flatMap((lint) =>
    [...lint.find(view)].map(
      ({ path, message, mend }): Finding => ({
        id: lint.id,
        severity: lint.severity,
        path,
        place: null,
        message,
        symptom: lint.symptom,
        logCode: lint.logCode ?? null,
        advice: lint.advice,
        mend: mend ?? null,
      }),
    ),
  );
  return bySeverity(findings);
}

/** Errors first; among equals in the order of files, lines and settings. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (one, other) => ORDER[one.severity] - ORDER[other.severity] || byPlace(placeText(one), placeText(other)),
  );
}

function placeText({ place, path }: Finding): string {
  return place === null ? (path ?? '') : `${place.file}:${place.line}`;
}

/** `$.balancers[2]` before `$.balancers[10]`. */
function byPlace(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
