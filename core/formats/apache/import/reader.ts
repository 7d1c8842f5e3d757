import { readCondition } from './conditions.ts';
import type { Directive } from './directive.ts';
import { INCLUDE_LIMITS, type IncludeReader } from './include.ts';
import { type LogicalLine, readLines } from './lines.ts';
import type { Notebook, Place } from './notebook.ts';
import { nextWord, undefinedVariables, wordsOf } from './words.ts';

/** Sections may nest; nobody needs more than this, and a text made of `<a` alone must not exhaust the stack. */
const DEEPEST_SECTION = 60;

/** A section that is open, with what stood in it so far. */
interface Frame {
  readonly name: string;
  /** Its line; of a conditional section it is not needed any more once its condition was asked. */
  readonly head: Directive;
  readonly children: Directive[];
  /** Conditional sections that apply dissolve. */
  readonly dissolves: boolean;
  /** Why what stands in it is passed over, or null. */
  readonly skipped: string | null;
}

/**
 * Reads a configuration as httpd does, top to bottom: what `Define`, `UnDefine`, `Include` and conditional sections say
 * takes effect where it stands (tried on 2.4.71: also for a virtual host around it, and for the hosts after it).
 * Conditional sections that apply dissolve into their surroundings, included files as well.
 */
export class ConfigurationReader {
  readonly #notebook: Notebook;
  readonly #includes: IncludeReader | null;
  readonly #variables = new Map<string, string>();
  #serverRoot: string | null = null;
  #filesLeft: number = INCLUDE_LIMITS.files;
  #charactersLeft: number = INCLUDE_LIMITS.characters;

  /** `includes` null: Include lines are listed and not followed. */
  constructor(notebook: Notebook, includes: IncludeReader | null) {
    this.#notebook = notebook;
    this.#includes = includes;
  }

  read(file: string, text: string, depth = 0): readonly Directive[] {
    this.#notebook.fileRead(file);
    this.#charactersLeft -= text.length;
    const top: Directive[] = [];
    const open: Frame[] = [];
    for (const line of readLines(text)) {
      const frame = open.at(-1);
      const place = { file, line: line.line, text: line.text };
      if (line.text.startsWith('</')) this.#close(place, open, top);
      else if (line.text.startsWith('<')) this.#open(place, open);
      else if (frame?.skipped != null) this.#notebook.note(place, 'skipped', frame.skipped);
      else (frame?.children ?? top).push(...this.#directive(place, line, depth));
    }
    while (open.length > 0) {
      const frame = open.at(-1) as Frame;
      this.#notebook.note(frame.head, 'refused', `the section is not closed: there is no </${frame.name}>`);
      this.#finish(open, top);
    }
    return top;
  }

  #open(place: Place, open: Frame[]): void {
    const first = nextWord(place.text, NO_VARIABLES);
    const name = (first?.word ?? '').slice(1).replace(/>$/, '');
    const head = this.#made(place, `<${name.toLowerCase()}`, sectionArguments(place.text), []);
    const outside = open.at(-1)?.skipped ?? null;
    const enter = (skipped: string | null, dissolves: boolean): void => {
      open.push({ name, head, children: [], dissolves, skipped });
    };
    if (outside !== null) {
      this.#notebook.note(head, 'skipped', outside);
      enter(outside, true);
      return;
    }
    if (open.length >= DEEPEST_SECTION) {
      this.#notebook.note(head, 'refused', `sections are nested more than ${DEEPEST_SECTION} deep`);
      enter('inside sections that are nested too deep', true);
      return;
    }
    const condition = readCondition(head.key, head.words, this.#variables);
    if (condition === undefined) {
      enter(null, false);
      return;
    }
    if (condition.applies) {
      this.#notebook.understood(head);
      enter(null, true);
      return;
    }
    this.#notebook.note(head, 'skipped', `the section does not apply: ${condition.why}`);
    enter(`inside <${name}>, which does not apply: ${condition.why}`, true);
    return;
  }

  #close(place: Place, open: Frame[], top: Directive[]): void {
    const name = place.text.slice(2).replace(/[>\s].*$/s, '');
    const frame = open.at(-1);
    if (frame === undefined || frame.name.toLowerCase() !== name.toLowerCase()) {
      const expected = frame === undefined ? 'no section is open' : `<${frame.name}> is open`;
      this.#notebook.note(place, 'refused', `</${name}> closes nothing: ${expected}`);
      return;
    }
    this.#finish(open, top);
  }

  /** Takes the innermost section off and hands what was in it to where it stands. */
  #finish(open: Frame[], top: Directive[]): void {
    const frame = open.pop();
    if (frame === undefined || frame.skipped !== null) return;
    const target = open.at(-1)?.children ?? top;
    if (frame.dissolves) target.push(...frame.children);
    else target.push(Object.assign(frame.head, { children: frame.children }));
  }

  #directive(place: Place, line: LogicalLine, depth: number): readonly Directive[] {
    const head = nextWord(line.text, NO_VARIABLES);
    const key = (head?.word ?? '').toLowerCase();
    const directive = this.#made(place, key, head?.rest ?? '', null);
    const [first = '', second] = directive.words;
    switch (key) {
      case 'define':
        if (first === '') return [directive];
        this.#variables.set(first, second ?? '');
        this.#notebook.understood(place);
        return [];
      case 'undefine':
        this.#variables.delete(first);
        this.#notebook.understood(place);
        return [];
      case 'include':
      case 'includeoptional':
        return this.#include(directive, first, depth);
      case 'serverroot':
        this.#serverRoot = first;
        return [directive];
      default:
        return [directive];
    }
  }

  #made(place: Place, key: string, args: string, children: readonly Directive[] | null): Directive {
    return {
      ...place,
      key,
      words: wordsOf(args, this.#variables),
      undefinedVariables: undefinedVariables(args, this.#variables),
      children,
    };
  }

  #include(directive: Directive, pattern: string, depth: number): readonly Directive[] {
    const note = (message: string): readonly Directive[] => {
      this.#notebook.note(directive, 'skipped', message);
      return [];
    };
    if (this.#includes === null) {
      return note('files are not read here: paste what is in it, or import on the command line with --root');
    }
    if (depth >= INCLUDE_LIMITS.depth)
      return note(`Include is nested more than ${INCLUDE_LIMITS.depth} deep`);
    const found = this.#includes.read(pattern, this.#serverRoot);
    if (found.length === 0) {
      if (directive.key === 'include') return note('no file of this name was found under the root');
      this.#notebook.understood(directive);
      return [];
    }
    const read: Directive[] = [];
    for (const file of found) {
      if ('refused' in file) note(`${file.name} was not read: ${file.refused}`);
      else if (this.#filesLeft <= 0)
        note(`${file.name} was not read: more than ${INCLUDE_LIMITS.files} files`);
      else if (file.text.length > this.#charactersLeft) note(`${file.name} was not read: too much to read`);
      else {
        this.#filesLeft--;
        this.#notebook.understood(directive);
        read.push(...this.read(file.name, file.text, depth + 1));
      }
    }
    return read;
  }
}

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

/** What a section's line says between its name and its last `>`. */
function sectionArguments(text: string): string {
  const rest = nextWord(text, NO_VARIABLES)?.rest ?? '';
  const end = rest.lastIndexOf('>');
  return end < 0 ? rest : rest.slice(0, end);
}
