import { findJsonMistake } from './json-mistake.ts';
import type { Problem } from './result.ts';

/** Why a text is not JSON, with line and column; `what` is the kind of file, such as `A project file`. */
export function jsonProblem(text: string, error: unknown, what: string): Problem {
  const mistake = findJsonMistake(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  const offset = mistake?.offset ?? text.length;
  const words = mistake?.words ?? (error instanceof Error ? error.message : String(error));
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return {
    path: '$',
    message: `not JSON at line ${line}, column ${column}: ${words}`,
    hint: `${what} is strict JSON: double quotes, no comments, no comma after the last item.`,
    line,
    column,
  };
}
