import type { RenderedLines, RenderOptions } from './target.ts';

/** Collects lines with the JSON path of the setting behind each. Paths of sections are given once, by `at`. */
export interface LineWriter {
  /** A line of configuration and the setting it came from; null for one that every export has. */
  line(text: string, path: string | null): void;
  /** A comment that teaches; nothing when comments are switched off. */
  comment(text: string, path?: string): void;
  blank(): void;
  /** Everything written inside is indented by one more level. */
  indented(write: () => void): void;
  /**
   * Says, in the text and in the warnings, that a setting was left out and why. `message` holds no text of the
   * project, so that nothing of it gets into the file this way.
   */
  leaveOut(path: string, message: string): void;
  /** Says, in the text and in the differences, that the server does something else with a setting. Same rule for `message`. */
  differs(path: string, message: string): void;
  finish(): RenderedLines;
}

const INDENT = '    ';

/** A writer whose comments begin with `mark` (`#` nearly everywhere). */
export function createLineWriter(mark: string, options: RenderOptions): LineWriter {
  const lines: string[] = [];
  const linePaths: (string | null)[] = [];
  const warnings: string[] = [];
  const differences: string[] = [];
  let depth = 0;

  const push = (text: string, path: string | null) => {
    lines.push(text === '' ? '' : INDENT.repeat(depth) + text);
    linePaths.push(path);
  };

  return {
    line: push,
    comment(text, path) {
      if (options.comments !== false) push(`${mark} ${text}`, path ?? null);
    },
    blank() {
      if (lines.length > 0 && lines.at(-1) !== '') push('', null);
    },
    indented(write) {
      depth++;
      write();
      depth--;
    },
    leaveOut(path, message) {
      push(`${mark} LEFT OUT ${path}: ${message}`, path);
      warnings.push(`${path}: ${message}`);
    },
    differs(path, message) {
      push(`${mark} DIFFERS ${path}: ${message}`, path);
      differences.push(`${path}: ${message}`);
    },
    finish() {
      return { lines, linePaths, warnings, differences };
    },
  };
}
