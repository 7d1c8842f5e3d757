import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Inserter } from '../../../../core/sessions/tracking/inserter.ts';

/** The document with `|` where the script went in, given to the inserter in these pieces. */
function inserted(pieces: readonly Buffer[], promised = false): string {
  const inserter = new Inserter('|', promised);
  const out: Buffer[] = [];
  for (const piece of pieces) {
    // Whoever pushes may use its bytes again at once.
    const own = Buffer.from(piece);
    out.push(...inserter.push(own).map((part) => Buffer.from(part)));
    own.fill(0x58);
  }
  out.push(...inserter.end());
  return Buffer.concat(out).toString('latin1');
}

const CASES: readonly (readonly [name: string, document: string])[] = [
  ['an ordinary page', '<!doctype html><html lang="en"><head>|<meta charset=utf-8><title>x</title></head>'],
  ['white space between', '\n <!DOCTYPE html>\r\n<html>\t<head>|\n<title>x'],
  ['head with attributes', '<html><head data-a="b>c" data-d=\'"e>\'>|<title>'],
  ['a quote inside a bare value', '<html a=b"c><head>|x"'],
  ['a quote in a name', '<html "=x><head>|'],
  ['an equals sign that begins a name', '<html =a"><head>|<p title=">">'],
  ['a slash in a tag', '<html/><head/>|<title>'],
  ['no head', '<html>|<body>x'],
  ['no html', '|<title>x</title>'],
  ['text first', '|hello'],
  ['text after the doctype', '<!doctype html>|hello <b>x</b>'],
  ['header is no head', '<html>|<header>x'],
  ['headed is no head', '|<headed>'],
  ['an end tag', '<html>|</html>'],
  ['a lone <', '|< a'],
  ['upper case', '<HTML><HEAD>|<TITLE>'],
  ['comments', '<!-- a > b --><!doctype html><!--><!---><!-- --!><html><!----><head>|<!-- c -->'],
  ['a comment that looks ended', '<!--!><head>--><head>|x'],
  ['a comment with dashes', '<!-- a -- b - --><head>|'],
  ['a comment with a bang inside', '<!-- a --! b --><head>|'],
  ['a doctype with quotes', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x"><head>|'],
  ['a doctype that ends inside quotes', '<!DOCTYPE html SYSTEM "a><head>|b">'],
  ['an XML declaration', '<?xml version="1.0"?><!doctype html><html><head>|'],
  ['something else with <!', '<![CDATA[x]]><!-x><!><head>|'],
  ['a BOM', '\xef\xbb\xbf<!doctype html><head>|'],
  ['half a BOM is text', '|\xef\xbbx'],
  ['a lone byte of a BOM', '|\xffx'],
  ['white space only', ' \n |'],
  ['a comment that never ends', '<!-- x|'],
  ['a tag that never ends', '<html lang=|'],
  ['a beginning of a tag', '<hea|'],
];

describe('where the script goes in (TABS.md, design 4)', () => {
  test.each(CASES)('%s', (_, document) => {
    const source = Buffer.from(document.replace('|', ''), 'latin1');
    expect(inserted([source])).toBe(document);
  });

  test.each(CASES)('%s: split anywhere, the same', (_, document) => {
    const source = Buffer.from(document.replace('|', ''), 'latin1');
    expect(inserted([...source].map((byte) => Buffer.from([byte])))).toBe(document);
    for (let at = 0; at <= source.length; at++) {
      for (let to = at; to <= source.length; to += 7) {
        expect(inserted([source.subarray(0, at), source.subarray(at, to), source.subarray(to)])).toBe(
          document,
        );
      }
    }
  });

  test('any bytes: nothing is lost or moved, and splits make no difference', () => {
    const soup = fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '!',
          '-',
          '--',
          'head',
          'html',
          ' ',
          '"',
          "'",
          '=',
          '/',
          'x',
          '<!--',
          '-->',
          '\xef',
          '\xff',
        ),
        { maxLength: 30 },
      )
      .map((parts) => Buffer.from(parts.join(''), 'latin1'));
    fc.assert(
      fc.property(soup, fc.array(fc.nat(60), { maxLength: 5 }), (source, cuts) => {
        const whole = inserted([source]);
        const at = [...cuts, source.length].map((cut) => Math.min(cut, source.length)).sort((a, b) => a - b);
        const pieces = at.map((cut, index) => source.subarray(at[index - 1] ?? 0, cut));
        expect(inserted(pieces)).toBe(whole);
        expect(whole.replace('|', '')).toBe(source.toString('latin1'));
      }),
      { numRuns: 2000 },
    );
  });

  test('an empty document stays empty; a promised length is kept', () => {
    expect(inserted([])).toBe('');
    expect(inserted([Buffer.from('')])).toBe('');
    expect(inserted([Buffer.from(' ')], true)).toBe(' |');
  });

  test.each([
    ['little', '\xff\xfe<\0h\0', ' '],
    ['big', '\xfe\xff\0<\0h', '\0'],
  ])('UTF-16, %s endian: left alone, and a promised length is filled with blanks', (_, document, blank) => {
    const source = Buffer.from(document, 'latin1');
    expect(inserted([source])).toBe(document);
    expect(inserted([source.subarray(0, 1), source.subarray(1)], true)).toBe(document + blank);
  });

  test('does not wait for more than the token that is open', () => {
    const inserter = new Inserter('|', false);
    const told = (text: string) => Buffer.concat([...inserter.push(Buffer.from(text))]).toString();
    expect(told('<!doctype html>\n<ht')).toBe('<!doctype html>\n');
    expect(told('ml><!-- a')).toBe('<html><!-- a');
    expect(told(' b --><bo')).toBe(' b -->');
    expect(told('dy>')).toBe('|<body>');
    expect(inserter.isDone).toBe(true);
  });
});
