import { describe, expect, test } from 'vitest';
import { EventStream } from '../../../core/app/event-stream.ts';
import type { RoutepinEvent } from '../../../core/contract/index.ts';

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

  test('a closed stream is silent', () => {
    const { events, heard } = stream();
    events.open(READY);
    events.close();
    events.emit(ended('a'));
    expect(numbers(heard)).toEqual(['0 ready']);
  });
});
