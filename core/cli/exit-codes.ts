/** What `routepin` ends with (DESIGN.md §4). */
export const EXIT = {
  done: 0,
  /** The check failed, or something went wrong on the way. */
  failed: 1,
  /** Bad usage or a bad file. */
  usage: 2,
  /** A listener could not be opened. */
  listen: 3,
  /** A signal ended it: 128 + 2, as shells say it. */
  interrupted: 130,
} as const;

/** An end with a message for people; main.ts prints it and exits with `code`. */
export class CliFailure extends Error {
  readonly code: number;
  readonly lines: readonly string[];

  /** `lines` go to stderr as they are, after `routepin: message`. */
  constructor(code: number, message: string, lines: readonly string[] = []) {
    super(message);
    this.code = code;
    this.lines = lines;
  }
}
