import type { Problem, Trouble } from '../contract/index.ts';
import { CliFailure, EXIT } from './exit-codes.ts';

/** Every finding on lines of its own: where, what, and how to mend it. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap(({ path, message, hint }) => [`  ${path}: ${message}`, `      ${hint}`]);
}

/** `1 problem`, `5 problems`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A trouble of the core as the end of a command. */
export function failureOf(trouble: Trouble): CliFailure {
  const hint = trouble.hint === undefined ? [] : [`  ${trouble.hint}`];
  return new CliFailure(exitCodeOf(trouble), trouble.message, [
    ...problemLines(trouble.problems ?? []),
    ...hint,
  ]);
}

function exitCodeOf(trouble: Trouble): number {
  switch (trouble.code) {
    case 'listen-failed':
      return EXIT.listen;
    case 'bad-params':
    case 'bad-project':
    case 'not-found':
      return EXIT.usage;
    default:
      return EXIT.failed;
  }
}
