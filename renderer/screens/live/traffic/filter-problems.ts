import { DECISIONS } from '../../../../core/contract/index.ts';
import { FILTER_KEYS, type FilterKey, type FilterTerm } from './filter-keys.ts';

const YES_NO: ReadonlySet<FilterKey> = new Set(['moved', 'lost', 'cookie']);
const YES_NO_WORDS = ['yes', 'no', 'true', 'false', '1', '0'];

/** What is wrong with a condition and how to mend it, in one or two short sentences; null when nothing is. */
export function problemOf({ key, operator, value }: Omit<FilterTerm, 'problem'>): string | null {
  if (key === null) return null;
  const isOrder = operator === '<' || operator === '>';
  switch (key) {
    case 'status':
      if (isOrder) return isNumber(value) ? null : `“${value}” is no number. Write status${operator}399.`;
      if (operator === '~') return 'A status has no parts. Write status:5xx or status:503.';
      return /^[1-5](\d\d|xx)$/i.test(value)
        ? null
        : `“${value}” is no status. Write a number as status:404, or a class as status:5xx.`;
    case 'ms':
      if (operator === '~') return 'Milliseconds have no parts. Write ms>100.';
      return isNumber(value) ? null : `“${value}” is no number. Write ms>100.`;
    case 'decision':
      if (isOrder) return 'Decisions have no order. Write decision:moved.';
      if (operator === '~' || DECISIONS.some((decision) => decision === value.toLowerCase())) return null;
      return `“${value}” is no decision. They are ${DECISIONS.join(', ')}.`;
    default:
      if (isOrder) return `${key} has no order. Write ${key}:${value}.`;
      if (!YES_NO.has(key)) return null;
      return YES_NO_WORDS.includes(value.toLowerCase()) ? null : `Write ${key}:yes or ${key}:no.`;
  }
}

/** The key that a word nearly is (one letter wrong, missing, too many, or two swapped); undefined for none. */
export function nearestKey(word: string): FilterKey | undefined {
  if (word.length < 3) return undefined;
  return (Object.keys(FILTER_KEYS) as FilterKey[]).find((key) => isNearly(word, key));
}

function isNearly(word: string, key: string): boolean {
  if (Math.abs(word.length - key.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === key[at]) at += 1;
  const rest = (text: string, from: number) => text.slice(from);
  const isSwapped =
    word[at] === key[at + 1] && word[at + 1] === key[at] && rest(word, at + 2) === rest(key, at + 2);
  return (
    rest(word, at + 1) === rest(key, at + 1) ||
    rest(word, at) === rest(key, at + 1) ||
    rest(word, at + 1) === rest(key, at) ||
    isSwapped
  );
}

function isNumber(value: string): boolean {
  return /^\d+(\.\d+)?$/.test(value);
}
