import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../renderer/api/client.ts';
import { createSocketClient, type SocketLike } from '../../../renderer/api/socket-client.ts';
import { takeToken } from '../../../renderer/api/ui-token.ts';

class FakeSocket implements SocketLike {
  readonly sent: unknown[] = [];
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {}
  say(data: unknown): void {
    this.onmessage?.({ data: typeof data === 'string' ? data : JSON.stringify(data) });
  }
}

function connect() {
  const sockets: FakeSocket[] = [];
  const timers: { readonly task: () => void; readonly delayMs: number }[] = [];
  const connections: Connection[] = [];
  const client = createSocketClient({
    token: 'secret',
    platform: 'browser',
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    schedule: (task, delayMs) => timers.push({ task, delayMs }),
  });
  client.onConnection((connection) => connections.push(connection));
  const socket = (index: number) => {
    const found = sockets[index];
    if (found === undefined) throw new Error(`no socket ${index}`);
    return found;
  };
  return { client, socket, timers, connections };
}

describe('the WebSocket client', () => {
  test('the token is the first message; the first word back says connected', () => {
    const { socket, connections } = connect();
    socket(0).onopen?.();
    expect(socket(0).sent).toEqual([{ token: 'secret' }]);
    expect(connections).toEqual(['connecting']);
    socket(0).say({ batch: { atMs: 1, events: [], counters: [], totals: null } });
    expect(connections).toEqual(['connecting', 'connected']);
  });

  test('answers find their command, in any order', async () => {
    const { client, socket } = connect();
    socket(0).onopen?.();
    const first = client.execute('snapshot.get', {});
    const second = client.execute('project.undo', {});
    expect(socket(0).sent.slice(1)).toEqual([
      { id: 1, command: 'snapshot.get', params: {} },
      { id: 2, command: 'project.undo', params: {} },
    ]);
    socket(0).say({ id: 2, result: { ok: true, value: { revision: 2, label: 'x' } } });
    socket(0).say({ id: 1, result: { ok: false, error: { code: 'internal', message: 'no' } } });
    expect(await second).toMatchObject({ ok: true });
    expect(await first).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  test('a lost connection answers what was on its way, then connects again with growing delays', async () => {
    const { client, socket, timers, connections } = connect();
    socket(0).onopen?.();
    socket(0).say({ batch: { atMs: 1, events: [], counters: [], totals: null } });
    const waiting = client.execute('snapshot.get', {});
    socket(0).onclose?.({ code: 1006 });
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'not-available' } });
    expect(await client.execute('snapshot.get', {})).toMatchObject({ ok: false });
    timers[0]?.task();
    socket(1).onclose?.({ code: 1006 });
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([250, 500]);
    timers[1]?.task();
    socket(2).onopen?.();
    socket(2).say({ batch: { atMs: 1, events: [], counters: [], totals: null } });
    expect(connections).toEqual(['connecting', 'connected', 'lost', 'connected']);
  });

  test('a refused token is not tried again', () => {
    const { socket, timers, connections } = connect();
    socket(0).onopen?.();
    socket(0).onclose?.({ code: 4401 });
    expect(connections).toEqual(['connecting', 'refused']);
    expect(timers).toEqual([]);
  });

  test('what is not a message is dropped and the next one is heard', () => {
    const { client, socket } = connect();
    const batches: unknown[] = [];
    client.onBatch((batch) => batches.push(batch));
    socket(0).onopen?.();
    for (const bad of ['{', 'null', '7', '{"id":"x","result":{}}']) socket(0).say(bad);
    socket(0).say({ batch: { atMs: 1, events: [], counters: [], totals: null } });
    expect(batches).toHaveLength(1);
  });
});

describe('the token of a page', () => {
  function place(hash: string) {
    const kept = new Map<string, string>();
    const addresses: string[] = [];
    return {
      kept,
      addresses,
      location: { hash, pathname: '/', search: '?x=1' },
      history: { replaceState: (_: unknown, __: string, url: string) => addresses.push(url) },
      sessionStorage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
      },
    };
  }

  test('is taken from the fragment, kept, and gone from the address (DESIGN.md §8)', () => {
    const first = place('#token=a%2Bb');
    expect(takeToken(first)).toBe('a+b');
    expect(first.addresses).toEqual(['/?x=1']);
    expect(takeToken({ ...first, location: { ...first.location, hash: '' } })).toBe('a+b');
  });

  test('is empty when there is none', () => {
    expect(takeToken(place('#other'))).toBe('');
  });
});
