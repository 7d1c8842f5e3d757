import type { Notebook, Place } from '../../apache/import/notebook.ts';
import { wordsOf } from './words.ts';

/** One line that says something. */
export interface HaproxyLine extends Place {
  readonly words: readonly string[];
}

export type SectionKind = 'global' | 'defaults' | 'frontend' | 'backend' | 'listen' | 'other';

/** A section with its lines; `defaults` are those that it starts from. */
export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  readonly head: HaproxyLine;
  readonly lines: readonly HaproxyLine[];
  readonly defaults: Section | null;
}

const KINDS: readonly SectionKind[] = ['global', 'defaults', 'frontend', 'backend', 'listen'];
/** Sections that have no part in balancing. */
const OTHERS = [
  'userlist',
  'peers',
  'resolvers',
  'program',
  'cache',
  'mailers',
  'http-errors',
  'ring',
  'fcgi-app',
  'log-forward',
  'crt-store',
  'traces',
];

/** The sections of a configuration in their order; lines before the first are noted. */
export function sectionsOf(fileName: string, text: string, notebook: Notebook): readonly Section[] {
  notebook.fileRead(fileName);
  const sections: { section: Section; lines: HaproxyLine[] }[] = [];
  let defaults: Section | null = null;
  text.split(/\r?\n/).forEach((written, index) => {
    const words = wordsOf(written);
    const [keyword = ''] = words;
    if (keyword === '') return;
    const line: HaproxyLine = { file: fileName, line: index + 1, text: written.trim(), words };
    const known = KINDS.find((one) => one === keyword);
    if (known === undefined && !OTHERS.includes(keyword)) {
      const current = sections.at(-1);
      if (current === undefined) notebook.note(line, 'refused', 'stands before any section');
      else current.lines.push(line);
      return;
    }
    const kind = known ?? 'other';
    const from = words[words.indexOf('from') + 1];
    const named = words.includes('from')
      ? sections.find(({ section }) => section.kind === 'defaults' && section.name === from)?.section
      : defaults;
    const lines: HaproxyLine[] = [];
    const section: Section = {
      kind,
      name: words[1] ?? '',
      head: line,
      lines,
      defaults: kind === 'defaults' ? null : (named ?? null),
    };
    sections.push({ section, lines });
    if (kind === 'defaults') defaults = section;
  });
  return sections.map(({ section }) => section);
}
