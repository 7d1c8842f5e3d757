/** What `Define` has set, by name. Names are compared exactly. */
export type Variables = ReadonlyMap<string, string>;

const BLANK = /[ \t\n\v\f\r]/;

/** One word and what stands behind it. */
export interface NextWord {
  readonly word: string;
  readonly rest: string;
}

/**
 * The first word of a text as httpd reads it (ap_getword_conf; APACHE.md §9.5): quotes count only at the beginning of a
 * word, single or double; in them a backslash takes the meaning from the same quote and from a backslash, outside of
 * them only from a backslash; what follows a closing quote is the next word even without a blank between. `undefined`
 * at the end. Variables are put in afterwards, and what was put in is not read again.
 */
export function nextWord(text: string, variables: Variables): NextWord | undefined {
  let at = 0;
  while (BLANK.test(text.charAt(at))) at++;
  if (at >= text.length) return undefined;
  const first = text.charAt(at);
  const quote = first === '"' || first === "'" ? first : '';
  if (quote !== '') at++;
  let word = '';
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === '' ? BLANK.test(char) : char === quote) break;
    if (char === '\\' && (next === '\\' || (quote !== '' && next === quote))) at++;
    word += text.charAt(at);
    at++;
  }
  if (quote !== '') at++;
  while (BLANK.test(text.charAt(at))) at++;
  return { word: resolveVariables(word, variables), rest: text.slice(at) };
}

/** Every word of a text. */
export function wordsOf(text: string, variables: Variables): readonly string[] {
  const words: string[] = [];
  for (let next = nextWord(text, variables); next !== undefined; next = nextWord(next.rest, variables)) {
    words.push(next.word);
  }
  return words;
}

/** `${NAME}` with its value, once; an unknown name stays as it is (ap_resolve_env, AH00111). */
export function resolveVariables(text: string, variables: Variables): string {
  return piecesOf(text)
    .map((piece) => (typeof piece === 'string' ? piece : (variables.get(piece.name) ?? `\${${piece.name}}`)))
    .join('');
}

/** Names in a text that nothing defines. */
export function undefinedVariables(text: string, variables: Variables): readonly string[] {
  return piecesOf(text).flatMap((piece) =>
    typeof piece === 'string' || variables.has(piece.name) || piece.name.includes(':') ? [] : [piece.name],
  );
}

/** A text cut at its variables. By hand: a pattern would look for the end of each of a million `${` again. */
function piecesOf(text: string): readonly (string | { readonly name: string })[] {
  const pieces: (string | { readonly name: string })[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('${', at);
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) break;
    pieces.push(text.slice(at, start), { name: text.slice(start + 2, end) });
    at = end + 1;
  }
  pieces.push(text.slice(at));
  return pieces;
}
