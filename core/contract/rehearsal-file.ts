import type { z } from 'zod';
import { jsonProblem } from './json-problem.ts';
import { type ProblemWords, problemsOf } from './problems.ts';
import { rehearsalSchema } from './rehearsal-schema.ts';
import { fail, type Problem, type Result, succeed } from './result.ts';

/** A rehearsal: virtual users, what they ask for, and what happens to the members meanwhile. */
export type Rehearsal = z.infer<typeof rehearsalSchema>;
export type RehearsalRequest = Rehearsal['requests'][number];
export type RehearsalStep = Rehearsal['steps'][number];

const WORDS: ProblemWords = {
  knownKeys: (
    'version name site users arriveWithin duration think begin requests seed session steps allow from to method path ' +
    'headers body at do member balancer set retry loadfactor lbset cookies lostText marker after before lost errors ' +
    'moved recover'
  ).split(' '),
  whole: 'the rehearsal',
  largest: 'The largest value is',
  smallest: 'The smallest value is',
  elsewhere: 'See core/rehearsal/README.md for what may stand here.',
  spelling: 'Remove it, or check its spelling.',
};

/** A rehearsal from data, or every problem in it, each with its JSON path and a hint. */
export function parseRehearsal(data: unknown): Result<Rehearsal, readonly Problem[]> {
  const parsed = rehearsalSchema.safeParse(data);
  return parsed.success ? succeed(parsed.data) : fail(problemsOf(parsed.error.issues, data, WORDS));
}

/** A rehearsal from the text of a `*.rehearsal.json` file; text that isn't JSON gets line and column. */
export function parseRehearsalText(text: string): Result<Rehearsal, readonly Problem[]> {
  let data: unknown;
  try {
    data = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    return fail([jsonProblem(text, error, 'A rehearsal file')]);
  }
  return parseRehearsal(data);
}

/** A rehearsal as its file's text: stable, two blanks of indent, a newline at the end. */
export function renderRehearsal(rehearsal: Rehearsal): string {
  return `${JSON.stringify(rehearsal, null, 2)}\n`;
}

/** A name for the file of a rehearsal: `Kill one member` gives `kill-one-member.rehearsal.json`. */
export function rehearsalFileName(rehearsal: Pick<Rehearsal, 'name'>): string {
  const words = rehearsal.name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${words === '' ? 'untitled' : words}.rehearsal.json`;
}
