/** A thin space: groups of three without taking a column's width. */
const THIN = '\u2009';
const MINUS = '\u2212';

/** A whole number as people read it, in tables as in sentences: `4250` as `4 250`, `-600` as `−600`. */
export function grouped(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  const text = digits.length < 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, THIN);
  return Math.round(value) < 0 ? MINUS + text : text;
}
