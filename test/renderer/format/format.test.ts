import { describe, expect, test } from 'vitest';
import { listenText } from '../../../renderer/format/listen-text.ts';
import { memberName, splitMemberName } from '../../../renderer/format/member-name.ts';
import { bytes, count, duration, plural, signed } from '../../../renderer/format/numbers.ts';
import { splitSessionName } from '../../../renderer/format/session-name.ts';
import { ago, secondsUntil } from '../../../renderer/format/times.ts';

describe('numbers as texts', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [4250, '4\u2009250'],
    [1_000_000, '1\u2009000\u2009000'],
    [-1234, '\u22121\u2009234'],
  ])('count %d', (value, text) => {
    expect(count(value)).toBe(text);
  });

  test.each([
    [600, '+600'],
    [-300, '\u2212300'],
    [-12_500, '\u221212\u2009500'],
    [-0.4, '0'],
    [0, '0'],
  ])('signed %d', (value, text) => {
    expect(signed(value)).toBe(text);
  });

  test.each([
    [0.4, '0.4 ms'],
    [34, '34 ms'],
    [999.6, '1.0 s'],
    [1200, '1.2 s'],
    [42_000, '42 s'],
    [125_000, '2 min 5 s'],
    [120_000, '2 min'],
    [3_660_000, '1 h 1 min'],
  ])('duration %d', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test.each([
    [412, '412 B'],
    [6500, '6.5 kB'],
    [120_000, '120 kB'],
    [12_000_000, '12.0 MB'],
  ])('bytes %d', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  test('one thing and several', () => {
    expect([plural(1, 'tab'), plural(0, 'tab'), plural(2, 'process', 'processes')]).toEqual([
      '1 tab',
      '0 tabs',
      '2 processes',
    ]);
  });
});

describe('times as texts', () => {
  test.each([
    [500, 'just now'],
    [4000, '4 s ago'],
    [120_000, '2 min ago'],
    [7_200_000, '2 h ago'],
  ])('%d ms ago', (ms, text) => {
    expect(ago(1_000_000, 1_000_000 + ms)).toBe(text);
  });

  test('a countdown never goes below zero', () => {
    expect([secondsUntil(1500, 0), secondsUntil(0, 9000)]).toEqual([2, 0]);
  });
});

describe('names of members', () => {
  test.each([
    ['http://127.0.0.1:13001', '127.0.0.1', ':13001'],
    ['https://app.local/shop', 'https://app.local', '/shop'],
    ['http://[::1]:8080', '[::1]', ':8080'],
    ['http://app.local', 'app.local', ''],
    ['not a url', 'not a url', ''],
  ])('%s is cut before its port', (url, host, port) => {
    expect(splitMemberName(url)).toEqual({ host, port });
    expect(host + port).toBe(memberName(url));
  });
});

describe('session names', () => {
  test.each([
    ['Chrome · Linux 433', 'Chrome · Linux', ' 433'],
    ['Playwright · e2e worker 3 27', 'Playwright · e2e worker 3', ' 27'],
    ['Firefox · Private', 'Firefox · Private', ''],
    ['anna2', 'anna2', ''],
    ['42', '42', ''],
    [' 42', ' 42', ''],
    ['', '', ''],
  ])('%j is cut before its number', (label, words, number) => {
    expect(splitSessionName(label)).toEqual({ words, number });
  });
});

describe('where a site listens', () => {
  test.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/', 'listening', '127.0.0.1:8080'],
    ['127.0.0.1:0', 'http://127.0.0.1:40123/', 'listening', '127.0.0.1:40123'],
    ['[::1]:0', 'https://shop.localhost:40123/', 'listening', '[::1]:40123'],
    ['127.0.0.1:0', 'http://127.0.0.1:0/', 'stopped', '127.0.0.1:0'],
  ] as const)('%s at %s, %s: %s', (listen, url, state, text) => {
    expect(listenText({ listen, url, state })).toBe(text);
  });
});
