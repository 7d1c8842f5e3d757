import type { ImportedLine, ImportNote, ImportNoteKind, Mend } from '../../../contract/index.ts';
import type { Directive } from './directive.ts';

/** Where a note belongs: a directive, or a line that is none (the closing tag of nothing). */
export type Place = Pick<Directive, 'file' | 'line' | 'text'>;

/** The JSON path of a setting, asked for when everything has its final place; null when it fell away. */
export type PathOf = () => string | null;

const MOST_TEXT = 500;

/** Keeps account of every line: understood, noted, or both. */
export class Notebook {
  readonly #notes: {
    readonly place: Place;
    readonly kind: ImportNoteKind;
    readonly message: string;
    readonly mend?: () => Mend | undefined;
  }[] = [];
  readonly #understood: { readonly place: Place; readonly pathOf: PathOf | null }[] = [];
  readonly #said = new Map<Place, Set<string>>();
  readonly #seen = new Set<Place>();
  /** Files in the order in which they were first read. */
  readonly #files = new Map<string, number>();

  fileRead(name: string): void {
    if (!this.#files.has(name)) this.#files.set(name, this.#files.size);
  }

  /** The line was understood and became a setting, or belongs to the frame. */
  understood(place: Place, pathOf: PathOf | null = null): void {
    this.#seen.add(place);
    this.#understood.push({ place, pathOf });
  }

  /** `mend` is asked for at the end as well. The same words about the same line are said once. */
  note(place: Place, kind: ImportNoteKind, message: string, mend?: () => Mend | undefined): void {
    this.#seen.add(place);
    const said = this.#said.get(place) ?? new Set<string>();
    this.#said.set(place, said);
    if (said.has(`${kind} ${message}`)) return;
    said.add(`${kind} ${message}`);
    this.#notes.push(mend === undefined ? { place, kind, message } : { place, kind, message, mend });
  }

  isAccounted(place: Place): boolean {
    return this.#seen.has(place);
  }

  notes(): readonly ImportNote[] {
    const inOrder = [...this.#notes].sort((a, b) => this.compare(a.place, b.place));
    return inOrder.map(({ place, kind, message, mend }) => {
      const { file, line } = place;
      const text = place.text.length > MOST_TEXT ? `${place.text.slice(0, MOST_TEXT)}…` : place.text;
      const note = { file, line, text, kind, message };
      const offered = mend?.();
      return offered === undefined ? note : { ...note, mend: offered };
    });
  }

  /** Each line once for each setting that it became; without one, once with null. */
  lines(): readonly ImportedLine[] {
    const paths = new Map<Place, Set<string>>();
    for (const { place, pathOf } of this.#understood) {
      const known = paths.get(place) ?? new Set<string>();
      const path = pathOf?.() ?? null;
      if (path !== null) known.add(path);
      paths.set(place, known);
    }
    return [...paths]
      .sort(([a], [b]) => this.compare(a, b))
      .flatMap(([{ file, line }, known]): readonly ImportedLine[] =>
        (known.size === 0 ? [null] : [...known]).map((path) => ({ file, line, path })),
      );
  }

  /** The order of two places: file by file as they were read, then by line. */
  compare(a: Place, b: Place): number {
    return this.#order(a) - this.#order(b) || a.line - b.line;
  }

  #order(place: Place): number {
    return this.#files.get(place.file) ?? 0;
  }
}
