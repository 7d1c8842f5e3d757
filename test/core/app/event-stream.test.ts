import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventStream } from '../../../core/app/event-stream.ts';
import type { ExchangeSummary, RoutepinEvent } from '../../../core/contract/index.ts';

const READY = { sites: [], ui: null };

function stream() {
  const logged: string[] = [];
  const events = new EventStream(
    () => 42,
    (text) => logged.push(text),
  );
  const heard: RoutepinEvent[] = [];
  events.on((event) => heard.push(event));
  return { events, heard, logged };
}

const EXCHANGE = { id: 1, url: '/' } as ExchangeSummary;
const ended = (sessionId: string) => ({ event: 'session.ended', sessionId }) as const;
const numbers = (heard: readonly RoutepinEvent[]) => heard.map(({ seq, event }) => `${seq} ${event}`);

describe('EventStream', () => {
  test('what happens before ready follows it, in order', () => {
    const { events, heard } = stream();
    events.emit(ended('a'));
    events.emit(ended('b'));
    expect([heard, events.lastSeq]).toEqual([[], -1]);
    events.open(READY);
    events.emit(ended('c'));
    expect(heard).toEqual([
      { event: 'ready', seq: 0, atMs: 42, ...READY },
      { event: 'session.ended', seq: 1, atMs: 42, sessionId: 'a' },
      { event: 'session.ended', seq: 2, atMs: 42, sessionId: 'b' },
      { event: 'session.ended', seq: 3, atMs: 42, sessionId: 'c' },
    ]);
    expect(events.lastSeq).toBe(3);
  });

  test('ready comes once', () => {
    const { events, heard } = stream();
    events.open(READY);
    events.open(READY);
    expect(numbers(heard)).toEqual(['0 ready']);
  });

  test('a failed start leaves nothing behind', () => {
    const { events, heard } = stream();
    events.emit(ended('a'));
    events.discardEarly();
    events.open(READY);
    expect(numbers(heard)).toEqual(['0 ready']);
  });

  test('a listener that throws is removed and logged; the others and the stream live on', () => {
    const { events, heard, logged } = stream();
    const after: number[] = [];
    events.on(() => {
      throw new Error('broken view');
    });
    events.on(({ seq }) => after.push(seq));
    events.open(READY);
    events.emit(ended('a'));
    expect(heard.map(({ seq }) => seq)).toEqual([0, 1]);
    expect(after).toEqual([0, 1]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('broken view');
  });

  test('an event caused by a listener comes after its cause, for everybody', () => {
    const { events } = stream();
    const orders: string[][] = [[], []];
    events.on((event) => {
      orders[0]?.push(event.event);
      if (event.event === 'ready') events.emit(ended('a'));
    });
    events.on(({ event }) => orders[1]?.push(event));
    events.open(READY);
    expect(orders).toEqual([
      ['ready', 'session.ended'],
      ['ready', 'session.ended'],
    ]);
  });

  test('numbers go on while nobody listens, so that a newcomer sees no gap after its snapshot', () => {
    const events = new EventStream(() => 1);
    events.open(READY);
    events.emit(ended('a'));
    expect(events.lastSeq).toBe(1);
    const heard: RoutepinEvent[] = [];
    const remove = events.on((event) => heard.push(event));
    events.emit(ended('b'));
    remove();
    events.emit(ended('c'));
    expect(numbers(heard)).toEqual(['2 session.ended']);
    expect(events.lastSeq).toBe(3);
  });

  test('the same function may listen twice; each remover removes one', () => {
    const { events } = stream();
    let calls = 0;
    const listener = () => {
      calls++;
    };
    const remove = events.on(listener);
    events.on(listener);
    events.open(READY);
    remove();
    remove();
    events.emit(ended('a'));
    expect(calls).toBe(3);
  });

  test('who wants no exchanges hears everything else; numbers are given without gaps, whoever listens', () => {
    const act = fc.constantFrom(
      'event',
      'exchange',
      'exchange',
      'all joins',
      'some joins',
      'all leaves',
      'some leaves',
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const events = new EventStream(() => 42);
        events.open(READY);
        const all: { readonly from: number; readonly heard: RoutepinEvent[]; leave: () => void }[] = [];
        const some: typeof all = [];
        /** What each listener must have heard, by the number of the event. */
        const emitted: string[] = ['ready'];
        const join = (list: typeof all, exchanges: boolean): void => {
          const heard: RoutepinEvent[] = [];
          list.push({
            from: emitted.length,
            heard,
            leave: events.on((event) => heard.push(event), exchanges),
          });
        };
        const check = (list: typeof all, exchanges: boolean): void => {
          for (const { from, heard } of list) {
            const wanted = emitted.map((event, seq) => `${seq} ${event}`).slice(from);
            expect(numbers(heard)).toEqual(
              wanted.filter((line) => exchanges || !line.endsWith('exchange.finished')),
            );
          }
        };
        for (const each of acts) {
          if (each === 'all joins') join(all, true);
          else if (each === 'some joins') join(some, false);
          else if (each === 'event') {
            events.emit(ended('a'));
            emitted.push('session.ended');
          } else if (each === 'exchange') {
            events.emitExchange(EXCHANGE);
            emitted.push('exchange.finished');
          } else {
            const list = each === 'all leaves' ? all : some;
            check(list, list === all);
            list.pop()?.leave();
          }
          expect(events.lastSeq).toBe(emitted.length - 1);
        }
        check(all, true);
        check(some, false);
      }),
    );
  });

  test('a closed stream is silent', () => {
    const { events, heard } = stream();
    events.open(READY);
    events.close();
    events.emit(ended('a'));
    expect(numbers(heard)).toEqual(['0 ready']);
  });
});
