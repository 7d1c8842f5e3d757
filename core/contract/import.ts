import type { Mend } from './lint.ts';
import type { Project } from './project.ts';

/** Configurations that a project can be made from; a further one is one folder and one line (core/formats). */
export const IMPORT_FORMATS = ['apache', 'haproxy', 'nginx'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/**
 * What a note says of its line:
 * `unknown` not understood at all · `unrelated` known, and without a bearing on balancing · `left-out` understood, and a
 * project can't hold it · `read-as` taken over, and not as one might expect · `refused` the server itself would not
 * start with it, or ignores it · `skipped` in a part that does not apply, or a file that was not read · `assumed` not
 * said in the configuration, and needed.
 */
export const IMPORT_NOTE_KINDS = [
  'unknown',
  'unrelated',
  'left-out',
  'read-as',
  'refused',
  'skipped',
  'assumed',
] as const;
export type ImportNoteKind = (typeof IMPORT_NOTE_KINDS)[number];

/** One thing to know about a line of a configuration. */
export interface ImportNote {
  /** The file as it was named to the import, or as its Include found it. */
  readonly file: string;
  /** Counted from 1; the first line of one that is continued. */
  readonly line: number;
  /** The line as written, continued ones joined, cut at 500 characters. */
  readonly text: string;
  readonly kind: ImportNoteKind;
  readonly message: string;
  /** What may be done about it: a change of the imported project. */
  readonly mend?: Mend;
}

/** A line that was understood, and the setting it became: a JSON path of the project, or null for one of the frame. */
export interface ImportedLine {
  readonly file: string;
  readonly line: number;
  readonly path: string | null;
}

/** A project from a configuration. Each directive of it is in `understood`, in `notes`, or in both. */
export interface ImportedProject {
  readonly project: Project;
  /** In the order of the lines that they are about, file by file. */
  readonly notes: readonly ImportNote[];
  readonly understood: readonly ImportedLine[];
}
