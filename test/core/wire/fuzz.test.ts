import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusSeeds, judge, randomCase } from './fuzz/check.ts';
import { Random } from './fuzz/random.ts';

/** Enough to catch a careless change in seconds; `npm run fuzz` does millions. */
const SHORT_RUN = 30_000;

describe('oracle: whatever we accept, Node’s strict parser accepts and frames identically', () => {
  it('over generated, spliced and mutated connections at random splits', () => {
    const random = new Random(20_261_123);
    const seeds = corpusSeeds();
    let accepted = 0;
    for (let i = 0; i < SHORT_RUN; i++) {
      const fuzzCase = randomCase(random, seeds);
      const verdict = judge(fuzzCase);
      if (verdict.divergence !== null)
        expect.fail(`${verdict.divergence}\nreplay '${JSON.stringify(fuzzCase)}'`);
      if (verdict.accepted) accepted++;
    }
    // A generator that only makes garbage would prove nothing.
    expect(accepted).toBeGreaterThan(SHORT_RUN / 10);
  });

  const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
  const value = fc.stringMatching(
    /^[\x21-\x7e\x80-\xff]([\x20-\x7e\x80-\xff\t]{0,20}[\x21-\x7e\x80-\xff])?$/,
  );
  const framingNames =
    /^(host|content-length|transfer-encoding|connection|proxy-connection|upgrade|expect|te|trailer|keep-alive)$/i;
  const field = fc.tuple(
    token.filter((name) => !framingNames.test(name)),
    value,
  );
  const body = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const cuts = fc
    .array(fc.nat(400), { maxLength: 12 })
    .map((list) => [...new Set(list)].sort((a, b) => a - b));

  it('every valid request is accepted, in order, with its fields and bodies', () => {
    const request = fc.record({
      method: token,
      fields: fc.array(field, { maxLength: 5 }),
      body,
      chunkBytes: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 3 }), cuts, (requests, places) => {
        fc.pre(requests.every(({ method }) => method !== 'CONNECT'));
        const text = requests
          .map(({ method, fields, body: data, chunkBytes }) => {
            const lines = fields.map(([name, content]) => `${name}: ${content}\r\n`).join('');
            const start = `${method} /x HTTP/1.1\r\nHost: h\r\n${lines}`;
            if (chunkBytes === 0) return `${start}Content-Length: ${data.length}\r\n\r\n${data}`;
            let coded = '';
            for (let at = 0; at < data.length; at += chunkBytes) {
              const part = data.slice(at, at + chunkBytes);
              coded += `${part.length.toString(16)}\r\n${part}\r\n`;
            }
            return `${start}Transfer-Encoding: chunked\r\n\r\n${coded}0\r\n\r\n`;
          })
          .join('');
        const fuzzCase = { kind: 'request' as const, text, cuts: places, asked: { methods: [] } };
        expect(judge(fuzzCase)).toEqual({ divergence: null, accepted: true });
      }),
      { seed: 1, numRuns: 600 },
    );
  });
});
