/** What a piece of a configuration line is; weight and tone tell them apart, never a hue. */
export type TokenKind = 'comment' | 'directive' | 'key' | 'operator' | 'value' | 'url' | 'string' | 'plain';

export interface Token {
  readonly text: string;
  readonly kind: TokenKind;
  /** The parameter's name, for its value. */
  readonly key?: string;
}

const WORDS = /\s+|"(?:[^"\\]|\\.)*"?|<\/?|>|[^\s"<>]+/g;

/** A line of a configuration in pieces; together they are the line again. Comments, words and pairs look alike in all of them. */
export function tokensOfLine(line: string): readonly Token[] {
  if (/^\s*#/.test(line)) return [{ text: line, kind: 'comment' }];
  let hasDirective = false;
  return (line.match(WORDS) ?? []).flatMap((word): Token[] => {
    if (/^\s+$|^<\/?$|^>$/.test(word)) return [{ text: word, kind: 'plain' }];
    if (!hasDirective) {
      hasDirective = true;
      return [{ text: word, kind: 'directive' }];
    }
    if (/^"?[a-z]+:\/\//i.test(word)) return [{ text: word, kind: 'url' }];
    if (word.startsWith('"')) return [{ text: word, kind: 'string' }];
    const pair = /^([a-z_]+)=(.*)$/i.exec(word);
    if (pair === null) return [{ text: word, kind: 'plain' }];
    const key = pair[1] ?? '';
    return [
      { text: key, kind: 'key' },
      { text: '=', kind: 'operator' },
      { text: pair[2] ?? '', kind: 'value', key },
    ];
  });
}

/** The values of a line's parameters by name: `retry=5` gives retry → 5. */
export function parametersOf(line: string): ReadonlyMap<string, string> {
  return new Map(
    tokensOfLine(line).flatMap((token) =>
      token.key === undefined ? [] : [[token.key, token.text] as const],
    ),
  );
}

/** A URL cut before and after its port, so that the port can be coloured. */
export function splitPort(url: string): readonly [before: string, port: string, after: string] {
  const match = /^("?[a-z]+:\/\/[^/]*:)(\d+)(.*)$/is.exec(url);
  return match === null ? [url, '', ''] : [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
}
