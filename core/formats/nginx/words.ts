/**
 * A text as one word of nginx's configuration. In quotes `"`, `\` are escaped; a `$` would begin a variable, and nothing
 * that holds one gets here (core/formats/peers refuses it).
 */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f$]/.test(text))
    throw new Error('a control character or a variable reached an export');
  return /^[\w.,:/=+@~!&*-]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** A text as it stands inside of a regular expression (PCRE). */
export function pattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A name as part of a variable's: letters, digits and `_`. */
export function variable(id: string): string {
  return `$${id.replaceAll('-', '_')}`;
}
