import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageScriptModule } from '../../../../build/page-script.mjs';
import { Sessions } from '../../../../core/sessions/index.ts';
import { FrameReader, frameOf } from '../../../../core/sessions/tracking/frames.ts';
import { takeJarCookie } from '../../../../core/sessions/tracking/jar-cookie.ts';
import { isReservedTarget, newJarId, newReservedPath } from '../../../../core/sessions/tracking/names.ts';
import { isTopNavigation, navigationFields } from '../../../../core/sessions/tracking/navigation.ts';
import { readPageWords } from '../../../../core/sessions/tracking/page-words.ts';
import { pageScript, scriptTag } from '../../../../core/sessions/tracking/script-tag.ts';
import type { TrackedRequest } from '../../../../core/sessions/tracking/types.ts';
import { markedTag, unmarkedConditions } from '../../../../core/sessions/tracking/validators.ts';

describe('our cookie', () => {
  const jar = newJarId();
  test.each<[string, readonly string[], readonly string[], string | null]>([
    ['not there', ['Cookie', 'a=b'], ['Cookie', 'a=b'], null],
    ['alone: the field goes', ['A', '1', 'Cookie', `_jarid=${jar}`, 'B', '2'], ['A', '1', 'B', '2'], jar],
    ['first', ['Cookie', `_jarid=${jar}; a=b;c=d`], ['Cookie', 'a=b;c=d'], jar],
    ['last', ['cookie', `a=b; _jarid=${jar}`], ['cookie', 'a=b'], jar],
    ['between', ['Cookie', `a=b; _jarid=${jar};  c="d"`], ['Cookie', 'a=b;  c="d"'], jar],
    ['another name', ['Cookie', `x_jarid=${jar}; _jarids=1`], ['Cookie', `x_jarid=${jar}; _jarids=1`], null],
    ['nonsense: taken out, not believed', ['Cookie', 'a=b; _jarid=<script>'], ['Cookie', 'a=b'], null],
    ['elsewhere', ['X', `_jarid=${jar}`], ['X', `_jarid=${jar}`], null],
  ])('%s', (_, fields, kept, found) => {
    const taken = takeJarCookie(fields);
    expect(taken).toEqual({ fields: kept, jar: found });
    if (kept.join() === fields.join()) expect(taken.fields).toBe(fields);
  });
});

describe('what was found of the request before', () => {
  const sessions = new Sessions({ emit: () => {}, trackTabs: { canDecode: () => true } });
  const { tracking } = sessions;
  const cookie = `a=b; _jarid=${newJarId()}`;
  const script = ['Host', 'localhost', 'Sec-Fetch-Dest', 'empty', 'Cookie', cookie];
  const page = ['Host', 'localhost', 'Sec-Fetch-Dest', 'document', 'Cookie', cookie];
  const ask = (fields: readonly string[], before: TrackedRequest | null, method = 'GET', target = '/api') =>
    tracking?.begin(
      {
        ...{ site: 'shop', method, target, fields, host: 'localhost' },
        ...{ isTls: false, remoteAddress: '127.0.0.1', hasBody: false },
      },
      before,
    ) ?? null;

  test('holds for the next with the same fields and method, wherever it goes', () => {
    const first = ask(script, null);
    expect(first?.fields).toEqual([...script.slice(0, 5), 'a=b']);
    expect(ask(script, first, 'GET', '/other')).toBe(first);
  });

  test('does not hold for another method, for our own path, nor for a page', () => {
    const first = ask(script, null);
    expect(ask(script, first, 'POST')).not.toBe(first);
    expect(ask(script, first, 'GET', tracking?.path)?.own).toMatchObject({ kind: 'answer', status: 404 });
    const shown = ask(page, null);
    expect(shown?.jar?.isNavigation).toBe(true);
    expect(ask(page, shown)).not.toBe(shown);
  });
});

describe('which requests are navigations (TABS.md, design 1)', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['a document', 'GET', ['Sec-Fetch-Dest', 'document'], true],
    ['a form', 'POST', ['Sec-Fetch-Dest', 'document'], true],
    ['passed on by a worker', 'GET', ['Sec-Fetch-Dest', 'empty', 'Sec-Fetch-Mode', 'navigate'], true],
    ['fetch', 'GET', ['Sec-Fetch-Dest', 'empty', 'Sec-Fetch-Mode', 'cors', 'Accept', 'text/html'], false],
    ['a frame', 'GET', ['Sec-Fetch-Dest', 'iframe', 'Accept', 'text/html'], false],
    ['an object', 'GET', ['Sec-Fetch-Dest', 'object'], false],
    ['without Fetch Metadata', 'GET', ['Accept', 'text/html,*/*;q=0.8'], true],
    ['curl', 'GET', ['Accept', '*/*'], false],
    ['jQuery', 'GET', ['Accept', 'text/html', 'X-Requested-With', 'XMLHttpRequest'], false],
    ['HEAD', 'HEAD', ['Sec-Fetch-Dest', 'document'], false],
  ])('%s', (_, method, fields, expected) => {
    expect(isTopNavigation(method, fields)).toBe(expected);
  });

  test('members are asked for identity coding, and a request for a range goes on as it is', () => {
    expect(navigationFields(['Accept-Encoding', 'gzip, br', 'A', 'b'])).toEqual([
      'Accept-Encoding',
      'identity',
      'A',
      'b',
    ]);
    const range = ['Range', 'bytes=1-', 'Accept-Encoding', 'gzip'];
    expect(navigationFields(range)).toBe(range);
  });
});

describe('validators', () => {
  test.each([
    ['"x"', false, '"x~d1"'],
    ['W/"x"', true, 'W/"x~d1"'],
    [null, true, 'W/"~d1"'],
    [null, false, null],
    ['unquoted', false, null],
  ])('%s becomes a marked one', (tag, hasDate, expected) => {
    expect(markedTag(tag, hasDate)).toBe(expected);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    [
      'ours',
      ['If-None-Match', 'W/"x~d1"', 'If-Modified-Since', 'D'],
      ['If-None-Match', 'W/"x"', 'If-Modified-Since', 'D'],
    ],
    ['by date only', ['If-None-Match', 'W/"~d1"', 'If-Modified-Since', 'D'], ['If-Modified-Since', 'D']],
    ['cached before tracking', ['A', 'b', 'If-None-Match', '"x"', 'If-Modified-Since', 'D'], ['A', 'b']],
    ['both kinds', ['If-None-Match', '"x", "y~d1"'], ['If-None-Match', '"y"']],
    ['none', ['A', 'b'], ['A', 'b']],
  ])('conditions: %s', (_, fields, expected) => {
    expect(unmarkedConditions(fields)).toEqual(expected);
  });
});

describe('the reserved path', () => {
  test('is random, known again in another run, and nobody else’s', () => {
    const path = newReservedPath();
    expect(newReservedPath()).not.toBe(path);
    expect([path, `${path}?x`].every(isReservedTarget)).toBe(true);
    const other = path.endsWith('0') ? `${path.slice(0, -1)}1` : `${path.slice(0, -1)}0`;
    for (const target of ['/', '', '/~user', other, `${path}/`, `${path}x`, `http://h${path}`]) {
      expect(isReservedTarget(target)).toBe(false);
    }
  });
});

describe('the script', () => {
  test('is what page-script.js is', async () => {
    const file = path.resolve(
      import.meta.dirname,
      '../../../../core/sessions/tracking/page-script.generated.ts',
    );
    expect(await readFile(file, 'utf8')).toBe(await pageScriptModule());
  });

  test('is small, nameless, and as long for every document', () => {
    const ids = ['AAAAAAAAAAAAAAAA', '-_-_-_-_-_-_-_-_'] as const;
    const [one, other] = ids.map((id) => pageScript('held', id, newReservedPath()));
    expect(one?.length).toBeLessThan(3000);
    expect(one?.length).toBe(other?.length);
    expect(one).not.toMatch(/[Rr]outepin|\b(?:HOW|DOC|PATH|PROTOCOL|KEY)\b|<\/|<!--/);
    expect(scriptTag({ where: 'external', nonce: 'n' }, 'short', ids[0], '/~p')).toBe(
      '<script nonce="n" src="/~p?1AAAAAAAAAAAAAAAA"></script>',
    );
  });
});

describe('what pages send', () => {
  const id = 'AAAAAAAAAAAAAAAA';
  test('is read', () => {
    expect(readPageWords(JSON.stringify([1, '', id, 'http://h/', 'T', 0]))).toEqual({
      isHere: true,
      isKept: false,
      tabId: '',
      documentId: id,
      url: 'http://h/',
      title: 'T',
      count: 0,
    });
    expect(readPageWords(JSON.stringify([0, '', id, 'http://h/', 'T', 1]))).toMatchObject({
      isHere: false,
      isKept: false,
    });
    expect(readPageWords(JSON.stringify([2, '', id, 'http://h/', 'T', 1]))).toMatchObject({
      isHere: false,
      isKept: true,
    });
  });

  test.each([
    '',
    '{}',
    '[]',
    JSON.stringify([1, '', id, 'http://h/', 'T']),
    JSON.stringify([1, '', id, 'http://h/', 'T', -1]),
    JSON.stringify([1, '', id, 'http://h/', 'T', 'x']),
    JSON.stringify([3, '', id, 'http://h/', 'T', 0]),
    JSON.stringify([1, 'x', id, 'http://h/', 'T', 0]),
    JSON.stringify([1, '', 'x', 'http://h/', 'T', 0]),
    JSON.stringify([1, '', id, 'javascript:1', 'T', 0]),
    JSON.stringify([1, '', id, `http://h/${'x'.repeat(2000)}`, 'T', 0]),
    JSON.stringify([1, '', id, 'http://h/', 'T'.repeat(201), 0]),
  ])('%.40s is not believed', (text) => {
    expect(readPageWords(text)).toBeNull();
  });

  /** A frame as a browser sends it. */
  function masked(text: string, first = 0x81): Buffer {
    const payload = Buffer.from(text);
    const size =
      payload.length < 126 ? [payload.length | 0x80] : [0xfe, payload.length >> 8, payload.length & 255];
    return Buffer.concat([Buffer.from([first, ...size, 0, 0, 0, 0]), payload]);
  }

  test('frames: whole, in pieces, several at once', () => {
    const reader = new FrameReader();
    const bytes = Buffer.concat([masked('a'.repeat(300)), masked('p', 0x89), masked('é'), masked('', 0x88)]);
    const frames = [...bytes].flatMap(
      (byte): readonly unknown[] => reader.push(Buffer.from([byte])) ?? ['broken'],
    );
    expect(frames).toEqual([
      { kind: 'text', text: 'a'.repeat(300) },
      { kind: 'ping', payload: Buffer.from('p') },
      { kind: 'text', text: 'é' },
      { kind: 'close', code: null },
    ]);
    expect(frameOf('text', 'hi')).toEqual(Buffer.from([0x81, 2, 0x68, 0x69]));
  });

  test.each([
    ['unmasked', Buffer.from([0x81, 1, 0x61])],
    ['in parts', masked('a', 0x01)],
    ['with a reserved bit', masked('a', 0xc1)],
    ['binary', masked('a', 0x82)],
    ['too long', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0])],
    ['a long ping', masked('a'.repeat(126), 0x89)],
  ])('frames: %s ends the link', (_, bytes) => {
    expect(new FrameReader().push(bytes)).toBeNull();
  });
});
