/** Where a text stops being JSON, and what stands there. */
export interface JsonMistake {
  /** From 0, in UTF-16 units; the text's length when it ends too early. */
  readonly offset: number;
  /** Such as `unexpected "shop"` or `the text ends too early`. */
  readonly words: string;
}

/** A punctuation mark, a string, or a word (RFC 8259 §2, §6, §7), after white space. */
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they may not stand in a JSON string
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)))/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/**
 * The first place at which `text` can't be JSON any more, or `undefined` when it is JSON. `JSON.parse` tells the place
 * in some of its messages only, and in other words in every version.
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const closers: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (match === null) {
      const rest = /[^ \t\n\r]/g;
      rest.lastIndex = offset;
      const at = rest.exec(text)?.index ?? text.length;
      if (at === text.length && expected === 'nothing') return undefined;
      return mistakeAt(text, at);
    }
    const next = after(expected, match[1] ?? (match[2] === undefined ? 'word' : 'string'), closers);
    if (next === undefined) {
      return mistakeAt(text, TOKEN.lastIndex - (match[1] ?? match[2] ?? match[3] ?? '').length);
    }
    expected = next;
    offset = TOKEN.lastIndex;
  }
}

/** What may follow `token` where `expected` was to come, or undefined when `token` may not stand there. */
function after(expected: Expected, token: string, closers: string[]): Expected | undefined {
  const ended = (): Expected => (closers.length === 0 ? 'nothing' : 'comma-or-end');
  const mayEnd = expected === 'comma-or-end' || expected === 'value-or-end' || expected === 'key-or-end';
  if (mayEnd && token === closers.at(-1)) {
    closers.pop();
    return ended();
  }
  switch (expected) {
    case 'value':
    case 'value-or-end':
      if (token === '{' || token === '[') {
        closers.push(token === '{' ? '}' : ']');
        return token === '{' ? 'key-or-end' : 'value-or-end';
      }
      return token === 'string' || token === 'word' ? ended() : undefined;
    case 'key':
    case 'key-or-end':
      return token === 'string' ? 'colon' : undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'comma-or-end':
      if (token !== ',') return undefined;
      return closers.at(-1) === '}' ? 'key' : 'value';
    case 'nothing':
      return undefined;
  }
}

function mistakeAt(text: string, offset: number): JsonMistake {
  if (offset >= text.length) return { offset: text.length, words: 'the text ends too early' };
  const found = /[\w.-]{1,30}|./suy;
  found.lastIndex = offset;
  return { offset, words: `unexpected ${JSON.stringify(found.exec(text)?.[0] ?? '')}` };
}
