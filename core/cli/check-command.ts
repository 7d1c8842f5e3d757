import { type Finding, LINT_SEVERITIES, type Project } from '../contract/index.ts';
import { lintProject, notObeyedYet } from '../index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { readProjectFile } from './project-file.ts';
import { counted, problemLines } from './trouble-words.ts';

export interface CheckOptions {
  /** One JSON document on stdout instead of words. */
  readonly json?: boolean;
}

/**
 * `routepin check FILE`: everything that is legal in a project and will not do what its author means. Ends with 1 when
 * a finding is an error or a warning; hints alone end with 0.
 */
export async function runCheck(file: string, options: CheckOptions = {}): Promise<void> {
  const project = await readProjectFile(file);
  refuseUnobeyed(file, project);
  const findings = lintProject(project);
  const lines = options.json === true ? [jsonOf(file, findings)] : linesOf(file, findings, sizeOf(project));
  process.stdout.write(`${lines.join('\n')}\n`);
  const bad = findings.filter(({ severity }) => severity !== 'hint').length;
  if (bad > 0) throw new CliFailure(EXIT.failed, `${file}: ${tally(findings)}`);
}

function refuseUnobeyed(file: string, project: Project): void {
  const problems = notObeyedYet(project);
  if (problems.length === 0) return;
  throw new CliFailure(
    EXIT.failed,
    `${file} is well formed, and cannot be served as it is`,
    problemLines(problems),
  );
}

function sizeOf(project: Project): string {
  const members = project.balancers.reduce((sum, balancer) => sum + balancer.members.length, 0);
  const parts = [
    counted(project.sites.length, 'site'),
    counted(project.balancers.length, 'balancer'),
    counted(members, 'member'),
  ];
  return parts.join(', ');
}

function jsonOf(file: string, findings: readonly Finding[]): string {
  return JSON.stringify({ file, findings }, null, 2);
}

/** For people: by severity, each finding with its place, then what it looks like and how to mend it. */
function linesOf(file: string, findings: readonly Finding[], what: string): readonly string[] {
  const groups = LINT_SEVERITIES.flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    return group.length === 0 ? [] : ['', `${TITLES[severity]}:`, ...group.flatMap(findingLines)];
  });
  const isQuiet = findings.every(({ severity }) => severity === 'hint');
  return isQuiet ? [`${file}: no problems (${what})`, ...groups] : [`${file}: ${what}`, ...groups];
}

const TITLES = { error: 'Errors', warning: 'Warnings', hint: 'Hints' } as const;

function findingLines(finding: Finding): readonly string[] {
  const { place, path, message, id, symptom, logCode, advice, mend } = finding;
  const where = place === null ? path : `${place.file}:${place.line}`;
  return [
    `  ${where}: ${message} [${id}]`,
    `      symptom: ${symptom}${logCode === null ? '' : ` (${logCode} in Apache's error log)`}`,
    `      mend:    ${advice}${mend === null ? '' : ` (${mend.label})`}`,
  ];
}

/** `2 errors, 1 warning`. */
function tally(findings: readonly Finding[]): string {
  const counts = LINT_SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity))
    .join(', ');
}
