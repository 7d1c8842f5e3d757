/** One directive of a configuration, or one section with what stands in it. */
export interface Directive {
  readonly file: string;
  readonly line: number;
  /** The whole line as written, continued ones joined. */
  readonly text: string;
  /** Lower case; of a section with its bracket: `<virtualhost`. */
  readonly key: string;
  /** What follows the name, read as httpd reads it when it comes to this line; of a section without the bracket. */
  readonly words: readonly string[];
  /** Variables in it that nothing has defined so far; they stand in `words` as written. */
  readonly undefinedVariables: readonly string[];
  /** Null for what is no section. */
  readonly children: readonly Directive[] | null;
}

/** Every directive of a tree, sections before what stands in them. */
export function* everyDirective(tree: readonly Directive[]): Generator<Directive> {
  for (const directive of tree) {
    yield directive;
    if (directive.children !== null) yield* everyDirective(directive.children);
  }
}
