/** One file behind an Include line: its text, or why it was not read. */
export type IncludedFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly refused: string };

/**
 * Reads the files behind Include lines for this room, which has no disk. Only regular files whose real path is under
 * the root that the person gave may come back (DESIGN.md §8).
 */
export interface IncludeReader {
  /**
   * The files that a pattern names, in Apache's order (by name, folders with all they hold); none where nothing
   * matches. `serverRoot` is what ServerRoot said so far, or null: relative patterns start there.
   */
  read(pattern: string, serverRoot: string | null): readonly IncludedFile[];
}

/** Bounds of what one import reads, all its files together. httpd itself stops at a depth of 20. */
export const INCLUDE_LIMITS = { depth: 20, files: 1000, characters: 8 * 1024 * 1024 } as const;
