/** How httpd reads numbers: digits at the beginning, and whatever follows is ignored (C's atoi). */
export interface ReadNumber {
  readonly value: number;
  /** What stood behind the digits and was ignored; a whole text that is no number counts as 0. */
  readonly ignored: string;
}

export function readWhole(text: string): ReadNumber {
  const match = /^[ \t\n\v\f\r]*([+-]?\d+)/.exec(text);
  return match === null
    ? { value: 0, ignored: text }
    : { value: Number(match[1]), ignored: text.slice(match[0].length) };
}

/** A decimal number as C's atof reads it. */
export function readDecimal(text: string): ReadNumber {
  const match = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(text);
  return match === null
    ? { value: 0, ignored: text }
    : { value: Number(match[1]), ignored: text.slice(match[0].length) };
}

/** Seconds of each unit that httpd knows; what follows the unit's letters is ignored. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^ms/, 0.001],
  [/^mi/, 60],
  [/^s/, 1],
  [/^h/, 3600],
];

/**
 * A time in seconds as httpd's ap_timeout_parameter_parse reads it: whole numbers with `ms`, `s`, `mi` or `h`, small
 * letters; `undefined` when it calls the format wrong. `unit` is the one meant when none is written.
 */
export function readTime(text: string, unit: 's' | 'ms'): number | undefined {
  const match = /^[ \t\n\v\f\r]*([+-]?\d*)(.*)$/s.exec(text);
  const digits = match?.[1] ?? '';
  const count = /\d/.test(digits) ? Number(digits) : 0;
  const written = match?.[2] ?? '';
  const factor = UNITS.find(([start]) => start.test(written === '' ? unit : written))?.[1];
  if (factor === undefined || count < 0) return undefined;
  return factor < 1 ? Math.round(count) / 1000 : count * factor;
}

/** httpd keeps numbers in an int; more wraps round or is cut off. */
export const LARGEST_INT = 2_147_483_647;

/** Bytes of a text in UTF-8, which is how it stands in a configuration. */
export function byteLength(text: string): number {
  return [...text].reduce((sum, char) => sum + bytesOf(char.codePointAt(0) ?? 0), 0);
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
