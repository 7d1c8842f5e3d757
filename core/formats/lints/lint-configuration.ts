import {
  type ConfigurationPlace,
  type Finding,
  type ImportedLine,
  type ImportedProject,
  NOTHING_SEEN,
  type Project,
} from '../../contract/index.ts';
import { type ImportSource, importApache } from '../apache/import/index.ts';
import { Notebook } from '../apache/import/notebook.ts';
import { ConfigurationReader } from '../apache/import/reader.ts';
import * as configurationLints from './configuration-lints.ts';
import { undeclaredBalancers, viewConfiguration } from './configuration-view.ts';
import type { ConfigurationLint, LineSpot } from './lint.ts';
import { bySeverity, lintProject } from './lint-project.ts';

/** Every lint of configurations, by name. */
export const CONFIGURATION_LINTS: readonly ConfigurationLint[] = Object.values(configurationLints);

/** What lints found in a configuration, and the project that was read from it. */
export interface CheckedConfiguration {
  readonly findings: readonly Finding[];
  readonly imported: ImportedProject;
}

/**
 * Everything in an Apache configuration that is legal and will not do what its author means, or that Apache would
 * refuse: each finding with file and line, errors first. The lints of projects look at what the import makes of it;
 * their mends belong to that project.
 */
export function lintConfiguration(source: ImportSource): CheckedConfiguration {
  const imported = importApache(source);
  const tree = new ConfigurationReader(new Notebook(), source.includes).read(source.fileName, source.text);
  const view = viewConfiguration(tree, imported.notes);
  const ofLines = CONFIGURATION_LINTS.flatMap((lint) =>
    [...lint.find(view)].map((spot) => findingOf(lint, spot)),
  );
  const undeclared = undeclaredBalancers(view).map(({ name }) => name.toLowerCase());
  const ofProject = lintProject(imported.project, NOTHING_SEEN).filter(
    // The import makes an empty balancer of one that is only used; the lint of its line says it better.
    ({ id, path }) => id !== 'balancer-empty' || !undeclared.includes(balancerAt(imported.project, path)),
  );
  const placed = ofProject.map((finding) => ({
    ...finding,
    place: placeOfPath(finding.path ?? '$', imported.understood) ?? null,
  }));
  return { findings: bySeverity([...ofLines, ...placed]), imported };
}

function findingOf(lint: ConfigurationLint, { place, message, mend }: LineSpot): Finding {
  const { id, severity, symptom, advice, logCode = null } = lint;
  return { id, severity, path: null, place, message, symptom, logCode, advice, mend: mend ?? null };
}

/** The line that a setting came from: its own, else the nearest setting's around it, else the first one's in it. */
function placeOfPath(path: string, lines: readonly ImportedLine[]): ConfigurationPlace | undefined {
  for (let around = path; around !== '$' && around !== ''; around = around.replace(/(\.\w+|\[\d+\])$/, '')) {
    const line = lines.find((one) => one.path === around);
    if (line !== undefined) return { file: line.file, line: line.line };
    const inside = lines.find(
      (one) => one.path?.startsWith(around) === true && /^[.[]/.test(one.path.slice(around.length)),
    );
    if (around === path && inside !== undefined) return { file: inside.file, line: inside.line };
  }
  const any = lines.find((one) => one.path?.startsWith(path.replace(/^(\$\.\w+\[\d+\]).*$/, '$1')) === true);
  return any === undefined ? undefined : { file: any.file, line: any.line };
}

/** The key of the balancer that a path leads into. */
function balancerAt(project: Project, path: string | null): string {
  const index = Number(/^\$\.balancers\[(\d+)\]/.exec(path ?? '')?.[1] ?? -1);
  return project.balancers[index]?.name.toLowerCase() ?? '';
}
