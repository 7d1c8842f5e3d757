import type { Finding, LintSeverity } from '../../../core/contract/index.ts';
import { plural } from '../../format/numbers.ts';
import { lineOfPath } from './line-of-path.ts';
import { isWithin } from './project-path.ts';

/** Findings that will cost somebody a session or a page; hints are only worth knowing and are not counted as trouble. */
export function troublesIn(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity !== 'hint');
}

/** How many of each, in words: `1 error, 2 warnings`. */
export function countWords(findings: readonly Pick<Finding, 'severity'>[]): string {
  const count = (severity: LintSeverity) => findings.filter((one) => one.severity === severity).length;
  const words = (['error', 'warning', 'hint'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => plural(count(severity), severity));
  return words.length === 0 ? 'no lints' : words.join(', ');
}

/** The worst finding at a setting or inside it; findings come errors first. */
export function findingAt(findings: readonly Finding[], path: string): Finding | undefined {
  return troublesIn(findings).find((finding) => finding.path !== null && isWithin(finding.path, path));
}

/** Findings by the line of the export that they are shown under. What has no line is in the list alone. */
export function findingsByLine(
  findings: readonly Finding[],
  linePaths: readonly (string | null)[],
): ReadonlyMap<number, readonly Finding[]> {
  const byLine = new Map<number, Finding[]>();
  for (const finding of findings) {
    const line = finding.path === null ? null : lineOfPath(linePaths, finding.path);
    if (line === null) continue;
    const there = byLine.get(line);
    if (there === undefined) byLine.set(line, [finding]);
    else there.push(finding);
  }
  return byLine;
}

/** A name that tells one finding from the others. */
export function findingKey({ id, path, message }: Finding): string {
  return `${id} ${path} ${message}`;
}
