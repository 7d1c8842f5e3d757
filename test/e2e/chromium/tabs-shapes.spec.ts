import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import type { Pages } from '../../support/tab-pages.ts';
import { followTabs } from './followed.ts';

/** What TABS.md found of insertion and of cookies, asked in a real browser: the same document as without us, and followed. */
const HTML = 'text/html; charset=utf-8';
const TITLE = '<title>t</title>';
/** More than the 1,024 bytes in which a browser looks for the charset, with our script in front. */
const FAR = `<!-- ${'x'.repeat(900)} -->`;

interface Shape {
  readonly bytes: string | Buffer;
  readonly type?: string;
  readonly coding?: 'gzip' | 'br';
  readonly isFollowed?: false;
}
const SHAPES: Readonly<Record<string, Shape>> = {
  ordinary: { bytes: `<!doctype html><html lang="en"><head>${TITLE}</head><body>x</body></html>` },
  'no html, no head': { bytes: `<!doctype html>${TITLE}<p>x` },
  'no doctype': { bytes: `<html><body>${TITLE}x` },
  'text first': { bytes: 'hello <b>x</b>' },
  'upper case': { bytes: `<!DOCTYPE HTML><HTML><HEAD DATA-A="b>c">${TITLE}</HEAD><BODY>x` },
  comments: { bytes: `<!-- a > b --><!doctype html><!--><!-- --!><html><!----><head><!-- c -->${TITLE}` },
  'a byte order mark': { bytes: `\uFEFF<!doctype html><html><head>${TITLE}é`, type: 'text/html' },
  'charset by meta': {
    bytes: Buffer.from(`<!doctype html><html><head><meta charset=windows-1252>${TITLE}é`, 'latin1'),
    type: 'text/html',
  },
  'charset by meta, pushed far': {
    bytes: Buffer.from(`<!doctype html><head>${FAR}<meta charset=windows-1252>${TITLE}é`, 'latin1'),
    type: 'text/html',
  },
  Shift_JIS: {
    bytes: Buffer.concat([
      Buffer.from('<!doctype html><title>'),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
      Buffer.from('</title>'),
    ]),
    type: 'text/html; charset=Shift_JIS',
  },
  XHTML: {
    isFollowed: false,
    bytes: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>${TITLE}</head><body><p>x</p></body></html>`,
    type: 'application/xhtml+xml; charset=utf-8',
  },
  'quirks of old': {
    bytes: `<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>${TITLE}</head><body>x`,
  },
  frameset: { bytes: `<html><head>${TITLE}</head><frameset cols="*"><frame src="about:blank"></frameset>` },
  // Not beside another that can't be followed: those are listed as two (core/sessions/README.md, decision 7).
  'an empty body': { bytes: '', isFollowed: false },
  gzip: { bytes: `<!doctype html><head>${TITLE}`, coding: 'gzip' },
  br: { bytes: `<!doctype html><head>${TITLE}`, coding: 'br' },
  'UTF-16': {
    bytes: Buffer.from(`\uFEFF<!doctype html>${TITLE}é`, 'utf16le'),
    type: 'text/html; charset=utf-16le',
    isFollowed: false,
  },
};
const NAMES = Object.keys(SHAPES);

/** Sticky cookies as applications set them; below a path, so that the balancer's own is not there to help. */
const COOKIES = [
  '',
  'HttpOnly',
  'SameSite=Strict',
  'SameSite=Lax',
  'Secure',
  'Secure; SameSite=None; Partitioned',
];

const pages: Pages = {
  ...Object.fromEntries(
    Object.values(SHAPES).map((shape, at): [string, Pages[string]] => [
      `/shape-${at}`,
      (_, response) => {
        const bytes = Buffer.from(shape.bytes);
        response.setHeader('Content-Type', shape.type ?? HTML);
        if (shape.coding !== undefined) response.setHeader('Content-Encoding', shape.coding);
        response.end(
          shape.coding === 'gzip'
            ? gzipSync(bytes)
            : shape.coding === 'br'
              ? brotliCompressSync(bytes)
              : bytes,
        );
      },
    ]),
  ),
  ...Object.fromEntries(
    COOKIES.map((attributes, at): [string, Pages[string]] => [
      `/app/${at}`,
      { fields: { 'Set-Cookie': `ROUTEID=own.1; Path=/app; ${attributes}` } },
    ]),
  ),
};
const followed = followTabs(pages, ['a']);

/** What a page has become, as far as a program in it can tell. */
const readPage = (page: Page) =>
  page.evaluate(() => ({
    markup: document.documentElement.outerHTML,
    doctype: document.doctype === null ? null : new XMLSerializer().serializeToString(document.doctype),
    mode: document.compatMode,
    charset: document.characterSet,
    title: document.title,
  }));

test('the document is the same as without us in every shape of HTML, and its tab is followed', async ({
  browser,
}) => {
  const { site, said, open } = followed();
  const page = await open(await browser.newContext());
  const direct = await (await browser.newContext()).newPage();
  for (const [at, name] of NAMES.entries()) {
    await direct.goto(`http://127.0.0.1:${site.backends[0]?.port}/shape-${at}`);
    await page.goto(`${site.origin}/shape-${at}`);
    expect(await readPage(page), name).toEqual(await readPage(direct));
    await expect
      .poll(() => site.tabs().map(({ path, notFollowed }) => [path, notFollowed === undefined]), {
        message: name,
        intervals: [20, 50, 100],
      })
      .toEqual([[`/shape-${at}`, SHAPES[name]?.isFollowed ?? true]]);
  }
  expect(said).toEqual([]);
});

test('the page’s socket brings sticky cookies of every kind: the pin is known anew from nothing else', async ({
  browser,
}) => {
  const { site, said, open } = followed();
  const opened = await Promise.all(
    COOKIES.map(async (_, at) => {
      const context = await browser.newContext();
      const page = await open(context, `/app/${at}`);
      await context.clearCookies({ name: 'ROUTEID', path: '/' });
      return page;
    }),
  );
  await expect.poll(() => site.tabs().length).toBe(COOKIES.length);
  await site.restart();
  for (const page of opened) await page.evaluate(() => history.pushState({}, '', '#again'));
  await expect
    .poll(() =>
      site
        .tabs()
        .map(({ path, route }) => [path, route])
        .sort(),
    )
    .toEqual(COOKIES.map((_, at) => [`/app/${at}#again`, '1']));
  expect(said.filter((line) => !/WebSocket is closed|ERR_CONNECTION/.test(line))).toEqual([]);
});
