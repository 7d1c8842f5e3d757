import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExchangeSummary, MessageHead } from '../../../core/contract/index.ts';
import { describeRefusal } from '../../../core/decision/index.ts';
import { joined, natives } from '../../../core/engine/natives.ts';
import { ExchangeRecorder } from '../../../core/engine/recording/exchange-recorder.ts';
import { headOfText } from '../../../core/engine/recording/message-text.ts';
import { type HeadLines, RequestReader, splitHead } from '../../../core/wire/index.ts';
import { namedMember, request, startEngine } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

function add(recorder: ExchangeRecorder, texts: readonly [string, string, string, string]): ExchangeSummary {
  return addHeads(
    recorder,
    texts.map((text) => splitHead(text)) as [HeadLines, HeadLines, HeadLines, HeadLines],
  );
}

const textOf = (head: HeadLines | null): string => (head === null ? '' : head.startLine + head.fieldLines);
/** That there was no client's request can't be said: it has a head without anything. */
const shown = (head: MessageHead | null | undefined) =>
  head === null ? { startLine: '', fields: [] } : head;

/** Measures the memory in use, after a collection. */
function heapMeter(): () => number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  return () => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}

function addHeads(
  recorder: ExchangeRecorder,
  heads: readonly [HeadLines, HeadLines | null, HeadLines | null, HeadLines | null],
  url = '/',
  id = recorder.nextId(),
): ExchangeSummary {
  const summary: ExchangeSummary = {
    id,
    startedAtMs: 0,
    site: 's',
    balancer: null,
    method: 'GET',
    url,
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
      client: { remoteAddress: '127.0.0.1' },
      body: { receivedBytes: 0 },
      requestReadMs: -1,
      connectedMs: -1,
      firstByteMs: 2,
      copies: null,
    },
    summary,
    describeRefusal('not-mapped'),
    ...heads,
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

  it('shares field lines that came lately, and heads are still exactly as they were written', () => {
    const lines = fc.constantFrom(
      '',
      '\r\n',
      'A: 1\r\n\r\n',
      'A: 2\r\n\r\n',
      `B: ${'x'.repeat(300)}\r\n\r\n`,
      `C: ${'y'.repeat(5000)}\r\n\r\n`,
    );
    const head = fc.record({
      startLine: fc.constantFrom('', 'GET / HTTP/1.1\r\n', `GET /${'z'.repeat(500)} HTTP/1.1\r\n`),
      fieldLines: lines,
    });
    const maybe = fc.option(head, { nil: null });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(head, maybe, maybe, maybe), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1000, max: 40_000 }),
        (exchanges, bound) => {
          const recorder = new ExchangeRecorder(bound);
          const written = new Map<number, (typeof exchanges)[number]>();
          for (const heads of exchanges) written.set(addHeads(recorder, heads).id, heads);
          const held = recorder.summaries(1000);
          expect(held.at(-1)?.id).toBe(exchanges.length);
          for (const { id } of held) {
            const heads = written.get(id) ?? [];
            // Only of what alone is larger than all the room the heads are let go.
            if (heads.reduce((sum, each) => sum + textOf(each).length, 0) > bound * 0.6) continue;
            const { clientRequest, memberRequest, memberResponse, clientResponse } =
              recorder.detail(id) ?? {};
            expect([clientRequest, memberRequest, memberResponse, clientResponse].map(shown)).toEqual(
              heads.map((each) => shown(headOfText(textOf(each)))),
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('takes no more memory than its bound, whatever comes: measured', () => {
    const used = heapMeter();
    const bound = 4_000_000;
    const before = used();
    const recorder = new ExchangeRecorder(bound);
    let turn = 0;
    /** A head as the codec gives it, and each kind twice in a row, so that it is shared. */
    const headsFor = (size: number, startBytes: number) => {
      const unique = String(turn++ >> 1).padStart(8, '0');
      const fieldLines = joined(`X: ${unique}${'x'.repeat(size)}\r\n\r\n`);
      const startLine = joined(`GET /${'a'.repeat(startBytes)} HTTP/1.1\r\n`);
      const head = { startLine, fieldLines };
      return [head, head, head, head] as const;
    };
    // Many with long targets, then few with long heads, and again: what the ones leave must not come on top of the others.
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 5000; index++) addHeads(recorder, headsFor(100, 10));
      for (let index = 0; index < 600; index++)
        addHeads(recorder, headsFor(10, 10), `/${String(index)}${'u'.repeat(7000)}`);
      for (let index = 0; index < 140; index++) addHeads(recorder, headsFor(3900, 6000));
      expect(used() - before).toBeLessThan(bound * 1.15);
    }
    expect(recorder.summaries(1).length).toBe(1);
  });

  it('keeps of a request’s head the field lines, and not its start line with them', () => {
    const used = heapMeter();
    const kept: string[] = [];
    const none = (): void => undefined;
    const sink = { onRequestBody: none, onRequestEnd: none, onRequestError: none };
    const before = used();
    const reader = new RequestReader(
      { ...sink, onRequestHead: ({ fieldLines }) => kept.push(fieldLines) },
      natives,
    );
    for (let index = 0; index < 1000; index++) {
      reader.push(
        Buffer.from(`GET /${'a'.repeat(7000)} HTTP/1.1\r\nHost: h\r\nX: ${index} and so on\r\n\r\n`),
      );
      reader.next();
    }
    expect(used() - before).toBeLessThan(2_000_000);
    expect(kept).toHaveLength(1000);
  });

  it('gives pages of summaries, oldest first', () => {
    const recorder = new ExchangeRecorder(1_000_000);
    for (let index = 0; index < 10; index++) add(recorder, ['a', 'b', 'c', 'd']);
    expect(recorder.summaries(3).map((summary) => summary.id)).toEqual([8, 9, 10]);
    expect(recorder.summaries(3, 8).map((summary) => summary.id)).toEqual([5, 6, 7]);
    recorder.clear();
    expect([recorder.summaries(3), recorder.dropped]).toEqual([[], 0]);
  });

  it('gives pages and details in whatever order exchanges end, and of those that never did nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(50), { nil: null }), { maxLength: 80 }),
        fc.integer({ min: 2000, max: 100_000 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(90),
        (waits, bound, limit, beforeId) => {
          const recorder = new ExchangeRecorder(bound);
          // Each begins a moment after the one before and takes as long as its number says; null never ends.
          const ended = waits
            .map((wait, at) => ({ id: recorder.nextId(), endsAt: wait === null ? null : at + wait }))
            .filter((one): one is { id: number; endsAt: number } => one.endsAt !== null)
            .sort((a, b) => a.endsAt - b.endsAt)
            .map(({ id }) => id);
          for (const id of ended) {
            addHeads(recorder, [splitHead(`${id}\r\n`), null, null, null], '/', id);
          }
          const held = ended.slice(recorder.dropped).sort((a, b) => a - b);
          expect(recorder.summaries(limit).map(({ id }) => id)).toEqual(held.slice(-limit));
          expect(recorder.summaries(limit, beforeId).map(({ id }) => id)).toEqual(
            held.filter((id) => id < beforeId).slice(-limit),
          );
          for (let id = 0; id <= waits.length + 1; id++) {
            const detail = recorder.detail(id);
            expect(detail?.clientRequest.startLine).toBe(held.includes(id) ? String(id) : undefined);
          }
        },
      ),
    );
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
