import type { ConfigurationPlace, LintSeverity, Mend, MendStep } from '../../contract/index.ts';
import type { ConfigurationView } from './configuration-view.ts';
import type { ProjectView } from './project-view.ts';

/** What every lint says of itself; the README's table is made of it. */
export interface LintFacts {
  /** A fact in kebab-case: `route-missing`. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** What it finds, as the table says it. */
  readonly finds: string;
  /** What users will see, in one plain sentence. */
  readonly symptom: string;
  /** The code in Apache's error log that goes with the symptom. */
  readonly logCode?: string;
  /** How to mend it, in words. */
  readonly advice: string;
}

/** One place where a lint of projects found what it looks for. */
export interface Spot {
  readonly path: string;
  readonly message: string;
  readonly mend?: Mend;
}

/** A lint of projects: pure, and quick enough for every keystroke. `find` gives nothing for a healthy project. */
export interface ProjectLint extends LintFacts {
  find(view: ProjectView): Iterable<Spot>;
}

/** One line of a configuration where a lint found what it looks for. */
export interface LineSpot {
  readonly place: ConfigurationPlace;
  readonly message: string;
  /** A change of the imported project, where there is one. */
  readonly mend?: Mend;
}

/** A lint of what only a server's configuration can say: a project could not hold it. */
export interface ConfigurationLint extends LintFacts {
  find(view: ConfigurationView): Iterable<LineSpot>;
}

/** A mend of one step that gives a setting another value. */
export function set(label: string, path: string, value: unknown): Mend {
  return { label, steps: [{ path, value }] };
}

/** A mend of one step that takes a setting out, so that Apache's default counts. */
export function unset(label: string, path: string): Mend {
  return { label, steps: [{ path, remove: true }] };
}

/** A mend of several steps. */
export function change(label: string, ...steps: readonly MendStep[]): Mend {
  return { label, steps };
}

/** A mend that gives a member other flags; none left takes `status` out. */
export function setStatus(label: string, memberPath: string, status: string | undefined): Mend {
  const path = `${memberPath}.status`;
  return status === undefined ? unset(label, path) : set(label, path, status);
}
