/**
 * A text as one token of a Caddyfile. In double quotes only `"` is escaped; a brace in quotes may begin a placeholder, and
 * nothing that holds one gets here (core/formats/peers refuses it).
 */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f{}]/.test(text))
    throw new Error('a control character or a placeholder reached an export');
  return /^[\w.,:/=+@~!&*-]+$/.test(text) ? text : `"${text.replace(/"/g, '\\"')}"`;
}

/** A text as it stands inside of a regular expression (Go). */
export function pattern(text: string): string {
  return text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
}
