import path from 'node:path';
import { type Finding, LINT_SEVERITIES, type Project } from '../contract/index.ts';
import { notObeyedYet } from '../index.ts';
import { lintConfiguration, lintProject } from '../on-demand.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { readerFor } from './import-command.ts';
import { projectIn, readTextFile } from './project-file.ts';
import { counted, problemLines } from './trouble-words.ts';

export interface CheckOptions {
  /** One JSON document on stdout instead of words. */
  readonly json?: boolean;
  /** Folder that Include lines of a configuration may read from; default: its own. */
  readonly root?: string;
}

/**
 * `routepin check FILE|CONF`: everything that is legal and will not do what its author means, in a project or in an
 * Apache configuration. Ends with 1 when a finding is an error or a warning; hints alone end with 0.
 */
export async function runCheck(file: string, options: CheckOptions = {}): Promise<void> {
  const text = await readTextFile(file);
  const { findings, what } = isProject(file, text)
    ? checkProject(file, text)
    : checkConfiguration(file, text, options);
  const lines = options.json === true ? [jsonOf(file, findings)] : linesOf(file, findings, what);
  process.stdout.write(`${lines.join('\n')}\n`);
  const bad = findings.filter(({ severity }) => severity !== 'hint').length;
  if (bad > 0) throw new CliFailure(EXIT.failed, `${file}: ${tally(findings)}`);
}

/** What was found, and what was looked at, in words. */
interface Checked {
  readonly findings: readonly Finding[];
  readonly what: string;
}

function isProject(file: string, text: string): boolean {
  return /\.json$/i.test(file) || /^\uFEFF?\s*\{/.test(text);
}

function checkProject(file: string, text: string): Checked {
  const project = projectIn(file, text);
  refuseUnobeyed(file, project);
  return { findings: lintProject(project), what: sizeOf(project) };
}

function checkConfiguration(file: string, text: string, { root }: CheckOptions): Checked {
  const folder = path.dirname(path.resolve(file));
  const includes = readerFor(root ?? folder, folder);
  const { findings, imported } = lintConfiguration({ text, fileName: file, includes });
  const { project, notes } = imported;
  if (project.balancers.length + project.sites.length + findings.length === 0) {
    throw new CliFailure(
      EXIT.usage,
      `${file} is neither a project nor a configuration with a balancer in it`,
      ['  Looked for: BalancerMember, ProxyPass, VirtualHost. Include lines are followed under --root.'],
    );
  }
  const unread = notes.length === 0 ? '' : `; ${counted(notes.length, 'note')}, see \`routepin import\``;
  return { findings, what: `${sizeOf(project)}${unread}` };
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
  const { place, path: setting, message, id, symptom, logCode, advice, mend } = finding;
  const where = place === null ? setting : `${place.file}:${place.line}`;
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
