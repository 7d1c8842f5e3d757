/**
 * A text as one word in double quotes, as HAProxy reads it back (configuration manual, "Quoting and escaping"): `"`, `\`
 * and `$` are escaped, nothing else is special there. The text holds no control characters (the project's schema).
 */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('a control character reached an export');
  return isBare(text) ? text : `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replace(/[\\"$]/g, '\\$&');
}

/** Whether a text is the same word without quotes. */
function isBare(text: string): boolean {
  return /^[\w.,:/=+@~-]+$/.test(text);
}

/** A text for a log-format string, in which `%` begins a variable. */
export function quotedFormat(text: string, variables = ''): string {
  const format = text.replaceAll('%', '%%');
  return variables === '' && isBare(format) ? format : `"${escaped(format)}${variables}"`;
}

/** A text as it stands inside of a regular expression (PCRE). */
export function pattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A member's name in HAProxy: letters, digits and `_ - . :`. */
export function isServerName(text: string): boolean {
  return /^[\w.:-]+$/.test(text);
}
