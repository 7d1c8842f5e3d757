/** A line of a configuration after continued ones were joined, without blanks around it. */
export interface LogicalLine {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a text as httpd joins them (ap_cfg_getline): a backslash at the very end of a line is taken out together
 * with the line's end, also in comments; CRLF counts as LF. Blank lines and comments are gone.
 */
export function readLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let joined = '';
  let start = 0;
  const raw = (text.startsWith('\uFEFF') ? text.slice(1) : text).split('\n');
  raw.forEach((line, index) => {
    const ended = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (start === 0) start = index + 1;
    if (ended.endsWith('\\') && index < raw.length - 1) {
      joined += ended.slice(0, -1);
      return;
    }
    const whole = trimBlanks(joined + ended);
    if (whole !== '' && !whole.startsWith('#')) lines.push({ line: start, text: whole });
    joined = '';
    start = 0;
  });
  return lines;
}

const BLANK = /[ \t\v\f\r\n]/;

/** Without blanks around: what C's isspace calls so, and no other Unicode blank. Linear, unlike a pattern for the end. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
