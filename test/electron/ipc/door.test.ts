import { describe, expect, test } from 'vitest';
import { COMMAND, SUBSCRIBE } from '../../../electron/ipc/channels.ts';
import { type BehindTheDoor, openDoor } from '../../../electron/ipc/door.ts';

const OURS = { sender: { id: 7 }, senderFrame: { url: 'app://routepin/index.html', parent: null } };
const THEIRS = { ...OURS, sender: { id: 8 } };

function setUp() {
  const doors = new Map<string, (...args: readonly unknown[]) => unknown>();
  const ipc = {
    handle: (channel: string, listener: (...args: never[]) => unknown) =>
      void doors.set(channel, listener as (...args: readonly unknown[]) => unknown),
    on: (channel: string, listener: (...args: never[]) => unknown) => {
      doors.set(channel, listener as (...args: readonly unknown[]) => unknown);
    },
  };
  const door = openDoor(ipc as unknown as Parameters<typeof openDoor>[0], () => 7);
  const seen: string[] = [];
  const behind: BehindTheDoor = {
    async command(name, params) {
      seen.push(`${name} ${JSON.stringify(params)}`);
      return { ok: true, value: name };
    },
    subscribe: () => void seen.push('subscribe'),
  };
  return {
    seen,
    lead: () => door.lead(behind),
    ask: (event: unknown, name: string) => doors.get(COMMAND)?.(event, name, {}),
    subscribe: (event: unknown) => doors.get(SUBSCRIBE)?.(event),
  };
}

describe('the door', () => {
  test('what comes before anything is behind it waits, in its order', async () => {
    const { seen, lead, ask, subscribe } = setUp();
    const first = ask(OURS, 'a');
    subscribe(OURS);
    const second = ask(OURS, 'b');
    await Promise.resolve();
    expect(seen).toEqual([]);
    lead();
    expect(await Promise.all([first, second])).toEqual([
      { ok: true, value: 'a' },
      { ok: true, value: 'b' },
    ]);
    expect(seen).toEqual(['a {}', 'subscribe', 'b {}']);
  });

  test('afterwards everything is answered at once', async () => {
    const { seen, lead, ask, subscribe } = setUp();
    lead();
    await Promise.resolve();
    subscribe(OURS);
    expect(seen).toEqual(['subscribe']);
    expect(await ask(OURS, 'a')).toEqual({ ok: true, value: 'a' });
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('another page is refused %s, and not heard later (STYLE.md §4.2)', async (_when, isThere) => {
    const { seen, lead, ask, subscribe } = setUp();
    if (isThere) lead();
    await Promise.resolve();
    expect(await ask(THEIRS, 'a')).toMatchObject({ ok: false, error: { code: 'not-available' } });
    subscribe(THEIRS);
    lead();
    await Promise.resolve();
    expect(seen).toEqual([]);
  });
});
