import {
  type ConfigurationPlace,
  type Finding,
  type ImportedLine,
  type ImportedProject,
  NOTHING_SEEN,
} from '../../contract/index.ts';
import { type ImportSource, importApache } from '../apache/import/index.ts';
import { Notebook } from '../apache/import/notebook.ts';
import { ConfigurationReader } from '../apache/import/reader.ts';
import * as configurationLints from './configuration-lints.ts';
import { viewConfiguration } from './configuration-view.ts';
import type { ConfigurationLint } from './lint.ts';
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
    [...lint.find(view)].map(({ place, message }) => findingOf(lint, place, message)),
  );
  const ofProject = lintProject(imported.project, NOTHING_SEEN).map((finding) => ({
    ...finding,
    place: placeOfPath(finding.path ?? '$', imported.understood) ?? null,
  }));
  return { findings: bySeverity([...ofLines, ...ofProject]), imported };
}

function findingOf(lint: ConfigurationLint, place: ConfigurationPlace, message: string): Finding {
  const { id, severity, symptom, advice, logCode = null } = lint;
  return { id, severity, path: null, place, message, symptom, logCode, advice, mend: null };
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
