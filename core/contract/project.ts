import type { z } from 'zod';
import { jsonProblem } from './json-problem.ts';
import { problemsOf } from './problems.ts';
import {
  type balancerSchema,
  type memberSchema,
  type processSchema,
  projectSchema,
  type proxyPassSchema,
  type routeCookieSchema,
  type siteSchema,
} from './project-schema.ts';
import { fail, type Problem, type Result, succeed } from './result.ts';

/** A project as its file says it: absent keys mean Apache's defaults, times are seconds (DESIGN.md §3). */
export type Project = z.infer<typeof projectSchema>;
export type Balancer = z.infer<typeof balancerSchema>;
export type Member = z.infer<typeof memberSchema>;
export type Site = z.infer<typeof siteSchema>;
export type ProxyPass = z.infer<typeof proxyPassSchema>;
export type RouteCookie = z.infer<typeof routeCookieSchema>;
export type ProcessSpec = z.infer<typeof processSchema>;

/** A project from data, or every problem in it. Nothing is half-applied and nothing is changed. */
export function parseProject(data: unknown): Result<Project, readonly Problem[]> {
  const parsed = projectSchema.safeParse(data);
  return parsed.success
    ? succeed(inOrderOf(data, parsed.data) as Project)
    : fail(problemsOf(parsed.error.issues, data));
}

/**
 * What was parsed with its keys in the order in which they were written: zod hands them out in the schema's, and a
 * saved file would be shuffled. Keys without a value are left out, as in JSON.
 */
function inOrderOf(written: unknown, parsed: unknown): unknown {
  if (Array.isArray(parsed)) {
    return parsed.map((item, index) => inOrderOf(Array.isArray(written) ? written[index] : item, item));
  }
  if (typeof parsed !== 'object' || parsed === null) return parsed;
  const from = (typeof written === 'object' && written !== null ? written : parsed) as Record<
    string,
    unknown
  >;
  const values = parsed as Readonly<Record<string, unknown>>;
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(from)) {
    if (values[key] !== undefined) ordered[key] = inOrderOf(from[key], values[key]);
  }
  return ordered;
}

/** A project from the text of a `*.routepin.json` file, or every problem in it; text that isn't JSON gets line and column. */
export function parseProjectText(text: string): Result<Project, readonly Problem[]> {
  let data: unknown;
  try {
    data = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    return fail([jsonProblem(text, error, 'A project file')]);
  }
  return parseProject(data);
}

/** A project as its file's text: stable, two blanks of indent, a newline at the end. */
export function renderProject(project: Project): string {
  return `${JSON.stringify(project, null, 2)}\n`;
}
