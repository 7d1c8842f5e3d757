import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientWords } from '../../../core/sessions/user-agent.ts';
import { CHROME, FIREFOX } from './harness.ts';

describe('clientWords', () => {
  test.each([
    [CHROME, 'Chrome · Linux', 'CL'],
    [FIREFOX, 'Firefox · Linux', 'FL'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'Safari · macOS',
      'SM',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      'Microsoft Edge · Windows',
      'MW',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
      'Headless Chrome',
      'HC',
    ],
    ['curl/8.5.0', 'curl', 'CU'],
    ['Wget/1.21', 'Wget', 'WG'],
    ['Playwright/1.50 (x64; debian 12) node/20', 'Playwright', 'PL'],
    ['node', 'Node.js', 'NJ'],
    ['my-script/2.0', 'my-script', 'MS'],
    ['', 'Unknown client', 'UC'],
    ['   ', 'Unknown client', 'UC'],
    ['(((', 'Unknown client', 'UC'],
  ])('%s', (userAgent, label, initials) => {
    expect(clientWords(userAgent)).toEqual({ label, initials });
  });

  test('any text gives a label and initials', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { label, initials } = clientWords(text);
        expect(label).not.toBe('');
        expect([...initials].length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});
