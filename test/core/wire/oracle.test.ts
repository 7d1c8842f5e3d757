/** The oracle must be able to fail: readings that are wrong on purpose, which it has to find out. */
import { describe, expect, it } from 'vitest';
import { type Run, runRequests, runResponses, type SeenMessage } from './oracle/codec-run.ts';
import { compareRequests, compareResponses } from './oracle/compare.ts';

const request = Buffer.from(
  'POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n',
);

function tampered(change: (first: SeenMessage, run: Run) => void): string | null {
  const run = runRequests(request);
  change(run.messages[0] as SeenMessage, run);
  return compareRequests(request, run);
}

describe('the oracle', () => {
  it('agrees with the true reading', () => {
    expect(compareRequests(request, runRequests(request))).toBeNull();
  });

  it.each<[string, (first: SeenMessage, run: Run) => void, RegExp]>([
    [
      'a message that ends earlier',
      (first) => {
        first.endAt -= 2;
      },
      /does not end the message here/,
    ],
    [
      'a message that ends later',
      (first) => {
        first.endAt += 3;
      },
      /ends the message earlier/,
    ],
    [
      'another method',
      (first) => {
        first.line = 'PUT /a 1';
      },
      /start line/,
    ],
    [
      'another target',
      (first) => {
        first.line = 'POST /b 1';
      },
      /start line/,
    ],
    [
      'another version',
      (first) => {
        first.line = 'POST /a 0';
      },
      /start line/,
    ],
    [
      'a lost field',
      (first) => {
        first.fields.splice(0, 2);
      },
      /fields/,
    ],
    [
      'a changed case',
      (first) => {
        first.fields[0] = 'HOST';
      },
      /fields/,
    ],
    [
      'a changed body',
      (first) => {
        first.body = 'abc';
      },
      /body/,
    ],
    [
      'a lost trailer',
      (first) => {
        first.trailers = [];
      },
      /trailers/,
    ],
    [
      'an upgrade that is none',
      (first) => {
        first.isUpgrade = true;
      },
      /upgrade/,
    ],
  ])('notices %s', (_name, change, pattern) => {
    expect(tampered(change)).toMatch(pattern);
  });

  it('notices a request that llhttp refuses', () => {
    const bytes = Buffer.from('GET / HTTP/1.1\nHost: h\n\n');
    const message = { ...(runRequests(request).messages[1] as SeenMessage), endAt: bytes.length };
    expect(compareRequests(bytes, { messages: [message], error: null, consumed: bytes.length })).toMatch(
      /refuses/,
    );
  });

  it('notices a connection that llhttp closes and we keep', () => {
    const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const run = runRequests(bytes);
    (run.messages[0] as SeenMessage).keepAlive = true;
    expect(compareRequests(bytes, run)).toMatch(/closes the connection/);
  });

  it('notices a response that is framed otherwise', () => {
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab');
    const asked = { methods: ['GET'] };
    const run = runResponses(bytes, asked);
    expect(compareResponses(bytes, run, asked.methods, false)).toBeNull();
    expect(compareResponses(bytes, run, ['HEAD'], false)).not.toBeNull();
  });
});
