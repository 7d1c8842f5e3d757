import type { IncludeReader } from '../../apache/import/include.ts';
import type { Notebook, Place } from '../../apache/import/notebook.ts';

/** One directive: its words, and what stands in its braces (null for one that ends in `;`). */
export interface NginxDirective extends Place {
  readonly words: readonly string[];
  readonly block: readonly NginxDirective[] | null;
}

/** How deep files may include each other. */
const DEPTH = 20;

/** A configuration as a tree. Files behind `include` are read where there is a reader, and listed where not. */
export function parseNginx(
  fileName: string,
  text: string,
  notebook: Notebook,
  includes: IncludeReader | null,
  depth = 0,
): readonly NginxDirective[] {
  notebook.fileRead(fileName);
  const root: NginxDirective[] = [];
  const open: NginxDirective[][] = [root];
  let words: string[] = [];
  let word = '';
  let isWord = false;
  let line = 1;
  let first = 1;
  const lines = text.split(/\r?\n/);
  const place = (): Place => ({ file: fileName, line: first, text: (lines[first - 1] ?? '').trim() });
  const endWord = () => {
    if (isWord) words.push(word);
    word = '';
    isWord = false;
  };
  const addTo = (directive: NginxDirective) => open.at(-1)?.push(directive);
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? '';
    if (!isWord && words.length === 0 && !/\s/.test(char)) first = line;
    if (char === '\n') line++;
    if (char === '#' && !isWord) {
      while (index + 1 < text.length && text[index + 1] !== '\n') index++;
    } else if (/\s/.test(char)) endWord();
    else if ((char === '"' || char === "'") && !isWord) {
      isWord = true;
      for (index++; index < text.length && text[index] !== char; index++) {
        if (text[index] === '\n') line++;
        // Before a quote or a backslash it is taken out, elsewhere it stays.
        if (text[index] === '\\' && /["'\\]/.test(text[index + 1] ?? '')) index++;
        word += text[index] ?? '';
      }
    } else if (char === '\\' && index + 1 < text.length) {
      isWord = true;
      word += `${char}${text[++index]}`;
    } else if (char === ';') {
      endWord();
      if (words.length > 0) readEnd({ ...place(), words, block: null }, addTo, notebook, includes, depth);
      words = [];
    } else if (char === '{' && !word.endsWith('$')) {
      endWord();
      const block: NginxDirective[] = [];
      addTo({ ...place(), words, block });
      open.push(block);
      words = [];
    } else if (char === '}' && !word.includes('${')) {
      endWord();
      if (words.length > 0) notebook.note(place(), 'refused', 'ends without ";"');
      words = [];
      first = line;
      if (open.length > 1) open.pop();
      else notebook.note(place(), 'refused', '"}" without "{"');
    } else {
      isWord = true;
      word += char;
    }
  }
  endWord();
  if (words.length > 0) notebook.note(place(), 'refused', 'ends without ";"');
  return root;
}

function readEnd(
  directive: NginxDirective,
  addTo: (directive: NginxDirective) => void,
  notebook: Notebook,
  includes: IncludeReader | null,
  depth: number,
): void {
  if (directive.words[0] !== 'include') {
    addTo(directive);
    return;
  }
  const [, pattern = ''] = directive.words;
  if (/mime\.types$/.test(pattern)) {
    notebook.note(directive, 'unrelated', 'types of files');
    return;
  }
  if (includes === null || depth >= DEPTH) {
    notebook.note(directive, 'skipped', 'not read: only the command line follows include, below --root');
    return;
  }
  const files = includes.read(pattern, null);
  notebook.understood(directive);
  if (files.length === 0) notebook.note(directive, 'skipped', 'no such file');
  for (const file of files) {
    if ('refused' in file) notebook.note(directive, 'skipped', `${file.name}: ${file.refused}`);
    else for (const one of parseNginx(file.name, file.text, notebook, includes, depth + 1)) addTo(one);
  }
}

/** Every directive of a tree, blocks before what is in them. */
export function* allOf(directives: readonly NginxDirective[]): Generator<NginxDirective> {
  for (const directive of directives) {
    yield directive;
    if (directive.block !== null) yield* allOf(directive.block);
  }
}
