/** What tests ask of a Markdown document: where it leads, and what it tells people to type. */

const FENCE = /^```([^\n]*)\n([\s\S]*?)^```\s*$/gm;

/** Addresses of links and pictures, outside of code. */
export function links(text: string): readonly string[] {
  const prose = text.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
  return [
    ...[...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, link = '']) => link),
    ...[...prose.matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, link = '']) => link),
    ...[...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, link = '']) => link),
  ];
}

/** What stands between backticks in its sentences. */
export function codeSpans(text: string): readonly string[] {
  return [...text.replace(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

/** The anchors of its headings, as GitHub makes them. */
export function headings(text: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...text.replace(FENCE, '').matchAll(/^#{1,6}\s+(.+?)\s*$/gm)].map(([, title = '']) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

export interface CommandBlock {
  /**
   * `sh run`: a test runs it (test/cli/documents.test.ts). `sh newcomer`: the newcomer's path does (test/package).
   * `sh illustration`: none does, and the reader may know.
   */
  readonly kind: 'run' | 'newcomer' | 'illustration' | 'unmarked';
  readonly lines: readonly string[];
  /** What stood after `#>`: has to be in the output. */
  readonly expected: readonly string[];
}

/** Its blocks of one language. */
export function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(FENCE)].flatMap(([, info = '', body = '']) =>
    info.trim().split(/\s+/)[0] === language ? [body] : [],
  );
}

const KINDS = ['run', 'newcomer', 'illustration'] as const;

/** Its blocks of shell commands. A fence that names no language could be one: it counts, unmarked. */
export function commandBlocks(text: string): readonly CommandBlock[] {
  return [...text.matchAll(FENCE)].flatMap(([, info = '', body = '']): CommandBlock[] => {
    const [language = '', word] = info.trim().split(/\s+/);
    if (!/^(sh|bash|shell|console|)$/.test(language)) return [];
    const all = body.split('\n').filter((line) => line.trim() !== '');
    return [
      {
        kind: KINDS.find((kind) => kind === word) ?? 'unmarked',
        lines: all.filter((line) => !line.startsWith('#>')),
        expected: all.filter((line) => line.startsWith('#>')).map((line) => line.slice(2).trim()),
      },
    ];
  });
}
