import { DECISIONS } from '../../../../core/contract/index.ts';
import { FILTER_KEYS, FILTER_WORDS, type FilterKey } from './filter-keys.ts';

/** What the field offers while somebody types. */
export interface Suggestion {
  /** The text that takes the draft's place. */
  readonly text: string;
  readonly note: string;
  /** A whole condition, as opposed to the start of one. */
  readonly isComplete: boolean;
}

/** Values that exist now, for the keys that take one of a list. */
export interface KnownValues {
  readonly routes: readonly { readonly route: string; readonly letter: string }[];
  readonly sessions: readonly string[];
  readonly users: readonly string[];
  readonly tabs: readonly string[];
}

const SHOWN = 8;
const STATUSES = ['2xx', '3xx', '4xx', '5xx'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What could follow `draft`: keys that begin so, or the values of the key that is written. */
export function suggestFilters(draft: string, known: KnownValues): readonly Suggestion[] {
  const minus = draft.startsWith('-') ? '-' : '';
  const text = draft.slice(minus.length).toLowerCase();
  const split = /^([a-z-]+)[:~<>](.*)$/.exec(text);
  if (split === null) {
    const words = Object.entries(FILTER_WORDS)
      .filter(([word]) => text !== '' && word.startsWith(text) && word !== text)
      .map(([word, note]) => ({ text: `${minus}${word}`, note, isComplete: true }));
    const keys = (Object.keys(FILTER_KEYS) as FilterKey[])
      .filter((key) => key.startsWith(text))
      .map((key) => ({
        text: `${minus}${key}${startOperator(key)}`,
        note: FILTER_KEYS[key],
        isComplete: false,
      }));
    return [...words, ...keys].slice(0, text === '' ? keys.length : SHOWN);
  }
  const [, key = '', typed = ''] = split;
  const begin = typed.replace(/^"/, '');
  return valuesOf(key, known)
    .filter(({ value }) => value.toLowerCase().startsWith(begin) && value.toLowerCase() !== begin)
    .map(({ value, note }) => ({
      text: `${minus}${key}:${/\s/.test(value) ? `"${value}"` : value}`,
      note,
      isComplete: true,
    }))
    .slice(0, SHOWN);
}

function startOperator(key: FilterKey): string {
  if (key === 'ms') return '>';
  return key === 'path' || key === 'member' || key === 'set-cookie' ? '~' : ':';
}

function valuesOf(key: string, known: KnownValues): readonly { value: string; note: string }[] {
  const plain = (values: readonly string[]) => values.map((value) => ({ value, note: '' }));
  switch (key) {
    case 'route':
      return known.routes.map(({ route, letter }) => ({ value: route, note: letter }));
    case 'session':
      return plain([...new Set(known.sessions)]);
    case 'user':
      return plain([...new Set(known.users)]);
    case 'tab':
      return plain([...new Set(known.tabs)]);
    case 'status':
      return plain(STATUSES);
    case 'method':
      return plain(METHODS);
    case 'decision':
      return plain(DECISIONS);
    case 'moved':
    case 'lost':
    case 'cookie':
      return plain(['yes', 'no']);
    default:
      return [];
  }
}
