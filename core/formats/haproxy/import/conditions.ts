import type { Notebook } from '../../apache/import/notebook.ts';
import type { HaproxyLine } from './sections.ts';

/** What an acl or a `{ … }` asks, as far as a project has a word for it. */
export type Asked =
  | { readonly kind: 'path'; readonly path: string; readonly isWhole: boolean }
  | { readonly kind: 'host'; readonly names: readonly string[]; readonly suffixes: readonly string[] }
  | { readonly kind: 'mapping'; readonly id: string }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'other' };

/** The acls of a section by name; several lines of one name are alternatives. */
export class Acls {
  readonly #acls = new Map<string, Asked[]>();

  constructor(lines: readonly HaproxyLine[], notebook: Notebook) {
    for (const line of lines) {
      if (line.words[0] !== 'acl') continue;
      const asked = askedOf(line.words.slice(2));
      const name = line.words[1] ?? '';
      this.#acls.set(name, [...(this.#acls.get(name) ?? []), asked]);
      if (asked.kind === 'other')
        notebook.note(line, 'left-out', 'this condition has no counterpart in a project');
      else notebook.understood(line);
    }
  }

  /** What `if A B` asks, each with all its alternatives; null for `or`, `unless` and conditions without a counterpart. */
  read(words: readonly string[]): readonly (readonly Asked[])[] | null {
    if (words.length === 0) return [];
    if (words[0] !== 'if') return null;
    const parts: (readonly Asked[])[] = [];
    for (let index = 1; index < words.length; index++) {
      const word = words[index] ?? '';
      if (word === 'or' || word === '||') return null;
      if (word === '{' || word === '!{') {
        const end = words.indexOf('}', index);
        if (end < 0) return null;
        const inner = words.slice(index + 1, end);
        if (word === '!{') {
          if (!(inner[0] ?? '').startsWith('var(txn.mapping)')) return null;
          parts.push([{ kind: 'not-yet' }]);
        } else parts.push([askedOf(inner)]);
        index = end;
      } else if (word.startsWith('!')) {
        // "not that site" only says that another rule came first.
        const alternatives = this.#acls.get(word.slice(1));
        if (alternatives === undefined || alternatives.some(({ kind }) => kind !== 'host')) return null;
      } else {
        const alternatives = this.#acls.get(word);
        if (alternatives === undefined) return null;
        parts.push(alternatives);
      }
    }
    return parts.some((part) => part.some(({ kind }) => kind === 'other')) ? null : parts;
  }
}

function askedOf(words: readonly string[]): Asked {
  const [fetch = '', ...rest] = words;
  const flags: string[] = [];
  const values = [...rest];
  while (values[0]?.startsWith('-')) {
    const flag = values.shift() ?? '';
    if (flag === '--') break;
    flags.push(flag === '-m' ? `-m ${values.shift() ?? ''}` : flag);
  }
  const [first = ''] = values;
  if (fetch === 'path_beg' || (fetch === 'path' && flags.includes('-m beg'))) {
    return values.length === 1 ? { kind: 'path', path: first, isWhole: false } : { kind: 'other' };
  }
  if (fetch === 'path')
    return values.length === 1 ? { kind: 'path', path: first, isWhole: true } : { kind: 'other' };
  if (fetch.startsWith('var(txn.mapping)')) return { kind: 'mapping', id: first };
  if (/^(req\.)?hdr\(host\)|^hdr_dom\(host\)|^hdr_end\(host\)|^req\.hdr\(Host\)/i.test(fetch)) {
    const isEnd = flags.includes('-m end') || fetch.startsWith('hdr_end');
    const names = values.map((name) => name.toLowerCase());
    return isEnd ? { kind: 'host', names: [], suffixes: names } : { kind: 'host', names, suffixes: [] };
  }
  return { kind: 'other' };
}
