import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExchangeSummary } from '../../../core/contract/index.ts';
import { describeRefusal } from '../../../core/decision/index.ts';
import { ExchangeRecorder } from '../../../core/engine/recording/exchange-recorder.ts';
import { type HeadLines, splitHead } from '../../../core/wire/index.ts';
import { namedMember, request, startEngine } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

function add(recorder: ExchangeRecorder, texts: readonly [string, string, string, string]): ExchangeSummary {
  const summary: ExchangeSummary = {
    id: recorder.nextId(),
    startedAtMs: 0,
    site: 's',
    balancer: null,
    method: 'GET',
    url: '/',
    status: 200,
    member: null,
    route: null,
    sessionRoute: null,
    decision: 'refused',
    cause: 'not-mapped',
    routeChanged: false,
    setCookie: null,
    sessionId: null,
    tabId: null,
    attempts: 0,
    durationMs: 1,
    upgraded: false,
    bodyBytes: 0,
  };
  recorder.add(
    {
      summary,
      decision: describeRefusal('not-mapped'),
      client: '127.0.0.1',
      requestBodyBytes: 0,
      requestReadMs: -1,
      connectedMs: -1,
      firstByteMs: 2,
    },
    ...(texts.map((text) => splitHead(text)) as [HeadLines, HeadLines, HeadLines, HeadLines]),
  );
  return summary;
}

describe('the recorder', () => {
  it('holds the newest exchanges with exactly their heads, whatever their sizes, within its bound', () => {
    const text = fc.integer({ min: 0, max: 900 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text, text), { maxLength: 60 }),
        fc.integer({ min: 2000, max: 60_000 }),
        (sizes, bound) => {
          const recorder = new ExchangeRecorder(bound);
          const written = new Map<number, readonly string[]>();
          for (const [index, lengths] of sizes.entries()) {
            const letter = String.fromCharCode(65 + (index % 26));
            const texts = lengths.map((length) => letter.repeat(length)) as [string, string, string, string];
            written.set(add(recorder, texts).id, texts);
          }
          const held = recorder.summaries(1000);
          expect(held.length + recorder.dropped).toBe(sizes.length);
          expect(held.map((summary) => summary.id)).toEqual(
            held.map((_, index) => recorder.dropped + index + 1),
          );
          for (const { id } of held) {
            const detail = recorder.detail(id);
            const [request = '', ...rest] = written.get(id) ?? [];
            const total = [request, ...rest].join('').length;
            if (total > bound * 0.6) continue;
            expect([detail?.clientRequest.startLine, detail?.memberRequest?.startLine ?? '']).toEqual([
              request,
              rest[0],
            ]);
            expect([
              detail?.memberResponse?.startLine ?? '',
              detail?.clientResponse?.startLine ?? '',
            ]).toEqual(rest.slice(1));
          }
        },
      ),
    );
  });

  it('gives pages of summaries, oldest first', () => {
    const recorder = new ExchangeRecorder(1_000_000);
    for (let index = 0; index < 10; index++) add(recorder, ['a', 'b', 'c', 'd']);
    expect(recorder.summaries(3).map((summary) => summary.id)).toEqual([8, 9, 10]);
    expect(recorder.summaries(3, 8).map((summary) => summary.id)).toEqual([5, 6, 7]);
    recorder.clear();
    expect([recorder.summaries(3), recorder.dropped]).toEqual([[], 0]);
  });
});

describe('an exchange in the record', () => {
  it('has both sides, the decision and its explanation', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(request('POST /p?q', ['Content-Length: 2', 'X-Twice: 1', 'X-Twice: 2'], 'hi'));
    const detail = proxy.engine.exchange(1);
    expect(detail?.clientRequest).toEqual({
      startLine: 'POST /p?q HTTP/1.1',
      fields: [
        ['Host', 'site.test'],
        ['Content-Length', '2'],
        ['X-Twice', '1'],
        ['X-Twice', '2'],
      ],
    });
    expect(detail?.memberRequest?.fields).toContainEqual(['X-Forwarded-For', '127.0.0.1']);
    expect(detail?.memberResponse).toEqual({
      startLine: 'HTTP/1.1 200 OK',
      fields: [['Content-Length', '1']],
    });
    expect(detail?.clientResponse?.fields).toContainEqual(['Set-Cookie', 'ROUTEID=.a; path=/']);
    expect(detail).toMatchObject({ requestBodyBytes: 2, bodyBytes: 1, client: '127.0.0.1' });
    expect(detail?.record.attempts[0]).toMatchObject({ member: a.url, outcome: 'answered' });
    expect(detail?.explanation.steps.length).toBeGreaterThan(3);
    expect(detail?.timing.finishedMs).toBeGreaterThan(0);
    expect(proxy.engine.exchange(99)).toBeUndefined();
  });
});
