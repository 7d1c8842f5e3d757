/** How Apache reads a line back into words, turned round (APACHE.md §9.5; httpd's ap_getword_conf and ap_resolve_env). */

/** The variable that stands for a dollar sign, so that `${PATH}` in a project's text isn't replaced by Apache. */
export const DOLLAR_VARIABLE = 'routepin_dollar';

/** The line that defines it; needed when `usesDollar` says so of any line. */
export const DOLLAR_DEFINITION = `Define ${DOLLAR_VARIABLE} $`;

/** Whether a written line relies on the dollar variable. */
export function usesDollar(line: string): boolean {
  return line.includes(`\${${DOLLAR_VARIABLE}}`);
}

/**
 * The text as one quoted word. In quotes Apache takes `\\` and `\"` for a backslash and a quote and everything else
 * as it stands; `${NAME}` is replaced anywhere in a line, even in quotes, but what was put in is not read again.
 * The text holds no control characters (the project's schema sees to that); a line break here would be a new directive.
 */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('a control character reached an export');
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('${', `\${${DOLLAR_VARIABLE}}{`);
  return `"${escaped}"`;
}

/** `key=value` as one word: the whole of it quoted when it needs to be, because `key="a b"` would be two words. */
export function setting(key: string, value: string | number): string {
  const text = `${key}=${value}`;
  return /^[\w.,:/=+|-]+$/.test(text) ? text : quoted(text);
}
