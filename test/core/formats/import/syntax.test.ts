// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Apache writes its variables
import { describe, expect, test } from 'vitest';
import { everyDirective } from '../../../../core/formats/apache/import/directive.ts';
import type { IncludeReader } from '../../../../core/formats/apache/import/include.ts';
import { readLines } from '../../../../core/formats/apache/import/lines.ts';
import { Notebook } from '../../../../core/formats/apache/import/notebook.ts';
import { ConfigurationReader } from '../../../../core/formats/apache/import/reader.ts';
import { wordsOf } from '../../../../core/formats/apache/import/words.ts';

function read(text: string, includes: IncludeReader | null = null) {
  const notebook = new Notebook();
  const tree = new ConfigurationReader(notebook, includes).read('a.conf', text);
  return { tree, notes: notebook.notes(), lines: notebook.lines() };
}

/** `key words @line` of everything in a tree. */
function flat(text: string, includes: IncludeReader | null = null): readonly string[] {
  return [...everyDirective(read(text, includes).tree)].map(
    ({ key, words, file, line }) =>
      `${key} ${words.join('|')} @${file === 'a.conf' ? '' : `${file}:`}${line}`,
  );
}

describe('words as ap_getword_conf reads them (APACHE.md §9.5)', () => {
  const variables = new Map([
    ['A', 'x y'],
    ['B', '${A}'],
  ]);
  test.each([
    ['blanks of every kind', 'a \t b\fc', ['a', 'b', 'c']],
    ['double quotes', '"a b" c', ['a b', 'c']],
    ['single quotes', "'a \"b' c", ['a "b', 'c']],
    ['quotes count at the beginning only', 'route="a b"', ['route="a', 'b"']],
    ['the whole word quoted', '"route=a b"', ['route=a b']],
    ['an escaped quote', '"a\\"b" c', ['a"b', 'c']],
    ['the other quote needs no escape', `"a'b\\'c"`, ["a'b\\'c"]],
    ['backslashes in quotes', '"C:\\\\x\\y\\\\"', ['C:\\x\\y\\']],
    ['backslashes outside', 'a\\\\b\\c\\"d', ['a\\b\\c\\"d']],
    ['a quote that is never closed', '"a b', ['a b']],
    ['what follows a closing quote is a word', '"a"b', ['a', 'b']],
    ['an empty word', '"" a', ['', 'a']],
    ['nothing', '   ', []],
    ['a variable, once and whole', '${A} "${A}z" ${B}', ['x y', 'x yz', '${A}']],
    ['a variable that nobody defined', '${NO} $A $ ${', ['${NO}', '$A', '$', '${']],
  ])('%s', (_, text, expected) => {
    expect(wordsOf(text, variables)).toEqual(expected);
  });
});

describe('lines as ap_cfg_getline joins them', () => {
  test.each([
    ['comments and blank lines are gone', '# a\n\n  # b\nX 1\n', [[4, 'X 1']]],
    [
      'a continued line keeps the number of its first',
      'X 1 \\\n  2 \\\n3\nY',
      [
        [1, 'X 1   2 3'],
        [4, 'Y'],
      ],
    ],
    ['a comment is continued too', '# a \\\nX 1\nY 2', [[3, 'Y 2']]],
    [
      'blanks behind the backslash end it',
      'X a\\ \nY',
      [
        [1, 'X a\\'],
        [2, 'Y'],
      ],
    ],
    [
      'line ends of Windows',
      'X 1\\\r\n 2\r\nY\r\n',
      [
        [1, 'X 1 2'],
        [3, 'Y'],
      ],
    ],
    ['a # in the middle is text', 'X a#b # c', [[1, 'X a#b # c']]],
    ['a byte order mark', '\uFEFFX 1', [[1, 'X 1']]],
    ['a backslash at the very end', 'X 1\\', [[1, 'X 1\\']]],
  ])('%s', (_, text, expected) => {
    expect(readLines(text).map(({ line, text: joined }) => [line, joined])).toEqual(expected);
  });
});

describe('sections, variables and conditions take effect where they stand', () => {
  test.each([
    [
      'mixed case',
      '<VIRTUALhost *:80>\nServerNAME A\n</virtualHOST>',
      ['<virtualhost *:80 @1', 'servername A @2'],
    ],
    ['the last > ends the head', '<Proxy "balancer://a>b">\n</Proxy>', ['<proxy balancer://a>b @1']],
    [
      'Define, used before and after',
      'X ${P}\nDefine P 1\nX ${P}\nDefine P 2\nX ${P}\nUnDefine P\nX ${P}',
      ['x ${P} @1', 'x 1 @3', 'x 2 @5', 'x ${P} @7'],
    ],
    [
      'Define in a host counts for the next one',
      '<V a>\nDefine P 1\n</V>\n<V ${P}>\n</V>',
      ['<v a @1', '<v 1 @4'],
    ],
    ['a definition is not read again', 'Define A ${B}\nDefine B 1\nX ${A}', ['x ${B} @3']],
    ['IfModule dissolves', '<IfModule mod_x.c>\nX 1\n</IfModule>', ['x 1 @2']],
    ['IfModule with ! is passed over', '<IfModule !mod_x.c>\nX 1\n<Y>\nZ\n</Y>\n</IfModule>\nW', ['w  @7']],
    [
      'IfDefine',
      '<IfDefine A>\nX\n</IfDefine>\nDefine A\n<IfDefine A>\nY\n</IfDefine>\n<IfDefine !A>\nZ\n</IfDefine>',
      ['y  @6'],
    ],
    [
      'a definition inside the section that asks for it',
      '<IfDefine !A>\nDefine A 1\nX ${A}\n</IfDefine>\nY ${A}',
      ['x 1 @3', 'y 1 @5'],
    ],
    [
      'nothing takes effect in what is passed over',
      '<IfDefine A>\nDefine B 1\n</IfDefine>\nX ${B}',
      ['x ${B} @4'],
    ],
    [
      'IfVersion',
      '<IfVersion >= 2.4>\nA\n</IfVersion>\n<IfVersion < 2.4>\nB\n</IfVersion>\n<IfVersion 2.2>\nC\n</IfVersion>\n<IfVersion !< 2.3>\nD\n</IfVersion>',
      ['a  @2', 'd  @11'],
    ],
    ['If is for each request and stays', '<If "true">\nX\n</If>', ['<if true @1', 'x  @2']],
  ])('%s', (_, text, expected) => {
    expect(flat(text)).toEqual(expected);
  });

  test.each([
    ['a section that is never closed', '<Proxy a>\nX 1', 1, 'not closed'],
    ['a closing tag alone', 'X\n</Proxy>', 2, 'no section is open'],
    ['a closing tag of another section', '<A>\n</B>\n</A>', 2, '<A> is open'],
    ['Include where nobody reads files', 'Include x.conf', 1, 'files are not read here'],
  ])('%s is said, and the rest is read', (_, text, line, words) => {
    expect(read(text).notes).toEqual([
      expect.objectContaining({ line, message: expect.stringContaining(words) }),
    ]);
  });

  test('a text of opening tags alone ends, and says so', () => {
    const { notes } = read('<a>\n'.repeat(5000));
    expect(notes.some(({ message }) => message.includes('nested more than'))).toBe(true);
  });
});

describe('Include', () => {
  const files: IncludeReader = {
    read: (pattern, serverRoot) =>
      ({
        'a/*.conf': [
          { name: 'a/1.conf', text: 'Define P 7\nX 1' },
          { name: 'a/2.conf', refused: 'permission denied' },
        ],
        self: [{ name: 'self', text: 'Y\nInclude self' }],
        root: [{ name: `root of ${serverRoot}`, text: 'Z' }],
      })[pattern] ?? [],
  };

  test('is read where it stands, with its own file names and lines', () => {
    expect(flat('Include a/*.conf\nW ${P}', files)).toEqual(['x 1 @a/1.conf:2', 'w 7 @2']);
    expect(read('Include a/*.conf', files).notes).toEqual([
      expect.objectContaining({ kind: 'skipped', message: 'a/2.conf was not read: permission denied' }),
    ]);
  });

  test('knows the ServerRoot so far', () => {
    expect(flat('ServerRoot "/etc/x"\nInclude root', files)).toContain('z  @root of /etc/x:1');
  });

  test('a file that includes itself ends, and says so', () => {
    const { notes, tree } = read('Include self', files);
    expect(tree).toHaveLength(20);
    expect(notes.at(-1)?.message).toContain('nested more than 20 deep');
  });

  test('nothing found is a note; optional, it is none', () => {
    expect(read('Include none\nIncludeOptional none', files).notes).toEqual([
      expect.objectContaining({ line: 1, kind: 'skipped' }),
    ]);
  });
});
