import { describe, expect, test } from 'vitest';
import { type DocumentFacts, judgeDocument } from '../../../../core/sessions/tracking/document.ts';

function facts(fields: readonly string[], more: Partial<DocumentFacts> = {}): DocumentFacts {
  return {
    status: 200,
    fields: fields.some((name) => name.toLowerCase() === 'content-type')
      ? fields
      : ['Content-Type', 'text/html', ...fields],
    contentLength: 100,
    hasBody: true,
    hadRange: false,
    isTls: false,
    isFirefox: false,
    canDecode: (coding) => coding !== 'zstd',
    ...more,
  };
}

describe('answers to navigations that are left alone (TABS.md, design 2)', () => {
  test.each<[string, readonly string[], Partial<DocumentFacts>, string | null]>([
    ['a redirect', [], { status: 302 }, null],
    ['304', [], { status: 304 }, null],
    ['204', [], { status: 204 }, null],
    ['a download', ['Content-Disposition', ' Attachment; filename=x'], {}, null],
    ['an image', ['Content-Type', 'image/png'], {}, null],
    ['no content type', ['content-type', ''], {}, null],
    ['XHTML', ['Content-Type', 'application/xhtml+xml'], {}, 'it is XHTML'],
    ['206', [], { status: 206 }, 'it is a part of a document'],
    ['an answer to Range', [], { hadRange: true }, 'it is a part of a document'],
    ['HEAD or empty', [], { hasBody: false }, 'it is empty'],
    ['Content-Length: 0', [], { contentLength: 0 }, 'it is empty'],
    ['no-transform', ['Cache-Control', 'private, No-Transform'], {}, 'its Cache-Control says no-transform'],
    ['a digest', ['Repr-Digest', 'sha-256=:x:'], {}, 'it carries a digest or signature'],
    ['UTF-16', ['Content-Type', 'text/html; charset=UTF-16LE'], {}, 'its charset is utf-16le'],
    ['UTF-32', ['Content-Type', 'text/html;charset="utf-32"'], {}, 'its charset is utf-32'],
    ['two codings', ['Content-Encoding', 'gzip, br'], {}, 'its Content-Encoding is gzip, br'],
    ['zstd where Node has none', ['Content-Encoding', 'zstd'], {}, 'its Content-Encoding is zstd'],
    ['deflate', ['Content-Encoding', 'deflate'], {}, 'its Content-Encoding is deflate'],
  ])('%s', (_, fields, more, why) => {
    expect(judgeDocument(facts(fields, more))).toEqual(why === null ? { do: 'pass' } : { do: 'leave', why });
  });

  test.each<[string, readonly string[], Partial<DocumentFacts>, Record<string, unknown>]>([
    ['plain', [], {}, { decoding: null, isCharsetKnown: false }],
    ['an error page', [], { status: 500 }, { decoding: null }],
    ['a charset', ['Content-Type', 'text/HTML; Charset=Shift_JIS'], {}, { isCharsetKnown: true }],
    ['gzip', ['Content-Encoding', 'x-gzip'], {}, { decoding: 'gzip' }],
    ['br', ['Content-Encoding', 'BR'], {}, { decoding: 'br' }],
    ['identity', ['Content-Encoding', 'identity'], {}, { decoding: null }],
    ['in line', ['Content-Disposition', 'inline'], {}, { decoding: null }],
  ])('%s: the script goes in', (_, fields, more, expected) => {
    expect(judgeDocument(facts(fields, more))).toMatchObject({ do: 'insert', ...expected });
  });
});

const CSP = 'Content-Security-Policy';
const REPORT = 'Content-Security-Policy-Report-Only';
const SCRIPTS = 'its Content-Security-Policy allows no script of ours';
const CONNECT = 'the connect-src of its Content-Security-Policy does not allow connections to its own site';

describe('policies (TABS.md: those that work and those that block)', () => {
  test.each<[string, readonly string[], string, Partial<DocumentFacts>?]>([
    ['none', [], 'inline'],
    ["default-src 'self'", [CSP, "default-src 'self'"], 'external'],
    ['a nonce', [CSP, "script-src 'nonce-abc'; connect-src 'self'"], 'inline abc'],
    ['nonce + strict-dynamic', [CSP, "script-src 'nonce-a+/=' 'strict-dynamic'"], 'inline a+/='],
    ["'unsafe-inline'", [CSP, "script-src 'unsafe-inline'"], 'inline'],
    ["'unsafe-inline' void beside a nonce", [CSP, "script-src 'unsafe-inline' 'nonce-n'"], 'inline n'],
    ['script-src-elem wins', [CSP, "script-src 'none'; script-src-elem 'self'"], 'external'],
    ['Trusted Types', [CSP, "require-trusted-types-for 'script'"], 'inline'],
    ['no scripts named', [CSP, "img-src 'none'; frame-ancestors 'none'"], 'inline'],
    ['connect-src *', [CSP, 'connect-src *'], 'inline'],
    ['connect-src ws:', [CSP, 'connect-src ws:'], 'inline'],
    [
      'two policies, one nonce',
      [CSP, "script-src 'nonce-a'", CSP, "script-src 'nonce-b' 'nonce-a'"],
      'inline a',
    ],
    ['a nonce here, self there', [CSP, "script-src 'nonce-a', script-src 'self'"], 'external a'],
    ['sandbox with both', [CSP, 'sandbox allow-scripts allow-same-origin'], 'inline'],
    ['Integrity-Policy, in line', ['Integrity-Policy', 'blocked-destinations=(script)'], 'inline'],
    ['upgrade on a TLS site', [CSP, 'upgrade-insecure-requests'], 'inline', { isTls: true }],
    ['report-only that is satisfied', [REPORT, "default-src 'self'"], 'external'],
    ["'none'", [CSP, "default-src 'none'"], CONNECT],
    ["scripts 'none'", [CSP, "script-src 'none'"], SCRIPTS],
    ['hashes only', [CSP, "script-src 'sha256-x'"], SCRIPTS],
    ['a path', [CSP, 'script-src http://127.0.0.1/js/'], SCRIPTS],
    ['a host without the port', [CSP, 'script-src 127.0.0.1'], SCRIPTS],
    ['self and strict-dynamic', [CSP, "script-src 'self' 'strict-dynamic'"], SCRIPTS],
    ['two policies, two nonces', [CSP, "script-src 'nonce-a'", CSP, "script-src 'nonce-b'"], SCRIPTS],
    ['report-only', [REPORT, "script-src 'none'"], SCRIPTS],
    [
      'Integrity-Policy, external',
      [CSP, "script-src 'self'", 'Integrity-Policy', 'blocked-destinations=(script)'],
      SCRIPTS,
    ],
    ['sandbox', [CSP, 'sandbox allow-scripts'], 'its Content-Security-Policy puts it into a sandbox'],
    ['upgrade', [CSP, 'upgrade-insecure-requests'], 'its Content-Security-Policy sends requests to https'],
    ['connect-src http:', [CSP, 'connect-src http:'], CONNECT],
    ['connect-src host:port', [CSP, 'connect-src 127.0.0.1:8080'], CONNECT],
    ['connect-src localhost:*', [CSP, 'connect-src localhost:*'], CONNECT],
    ['connect-src wss:', [CSP, 'connect-src wss:'], CONNECT],
    ['connect-src ws: where beacons are needed', [CSP, 'connect-src ws:'], CONNECT, { isFirefox: true }],
    ['connect-src ws: and no-store', [CSP, 'connect-src ws:', 'Cache-Control', 'no-store'], CONNECT],
  ])('%s', (_, fields, expected, more) => {
    const verdict = judgeDocument(facts(fields, more));
    const said =
      verdict.do === 'insert'
        ? [verdict.form.where, verdict.form.nonce].filter((part) => part !== null).join(' ')
        : verdict.do === 'leave'
          ? verdict.why
          : 'pass';
    expect(said).toBe(expected);
  });
});
