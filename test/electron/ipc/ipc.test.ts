import { describe, expect, test } from 'vitest';
import { batchOfFrame, type EventBatch, type Snapshot } from '../../../core/contract/index.ts';
import type { StreamMessage } from '../../../electron/ipc/channels.ts';
import { createEventPump } from '../../../electron/ipc/event-pump.ts';
import { isOurPage } from '../../../electron/ipc/sender.ts';

describe('isOurPage (STYLE.md §4.2)', () => {
  const frame = { url: 'app://routepin/index.html', parent: null };
  test.each([
    ['our page', { sender: { id: 1 }, senderFrame: frame }, 1, true],
    ['another page', { sender: { id: 2 }, senderFrame: frame }, 1, false],
    ['no window', { sender: { id: 1 }, senderFrame: frame }, null, false],
    ['a frame in it', { sender: { id: 1 }, senderFrame: { ...frame, parent: {} } }, 1, false],
    ['another origin', { sender: { id: 1 }, senderFrame: { ...frame, url: 'http://a/' } }, 1, false],
    ['a frame that is gone', { sender: { id: 1 }, senderFrame: null }, 1, false],
  ])('%s', (_name, event, id, expected) => {
    expect(isOurPage(event, id)).toBe(expected);
  });
});

describe('the event pump (STYLE.md §3.5)', () => {
  function setUp() {
    let seq = 4;
    let listener: (batch: EventBatch) => void = () => {};
    const sent: StreamMessage[] = [];
    const pump = createEventPump(
      {
        snapshot: () => ({ seq }) as Snapshot,
        onBatch(added) {
          listener = added;
          return () => {
            listener = () => {};
          };
        },
      },
      (message) => sent.push(message),
    );
    /** The core emits the next events, the batch of which arrives later. */
    const emit = (count: number) => {
      const first = seq + 1;
      seq += count;
      const events = Array.from({ length: count }, (_, i) => ({ seq: first + i }));
      return { atMs: 0, events, exchanges: null, counters: [], totals: null } as unknown as EventBatch;
    };
    const told = () =>
      sent.map((message) => {
        if (message.kind === 'snapshot') return `snapshot ${message.snapshot.seq}`;
        if (message.kind === 'menu') return message.action;
        return `batch ${batchOfFrame(message.frame)
          .events.map((event) => event.seq)
          .join()}`;
      });
    return { pump, emit, deliver: (batch: EventBatch) => listener(batch), told };
  }

  test('nothing before the page asks; a snapshot, then what follows it', () => {
    const { pump, emit, deliver, told } = setUp();
    deliver(emit(2));
    expect(told()).toEqual([]);
    pump.restart();
    deliver(emit(1));
    expect(told()).toEqual(['snapshot 6', 'batch 7']);
  });

  test('events that the snapshot holds already are not sent again', () => {
    const { pump, emit, deliver, told } = setUp();
    const late = emit(2);
    pump.restart();
    const mixed = { ...late, events: [...late.events, ...emit(1).events] };
    deliver(mixed);
    expect(told()).toEqual(['snapshot 6', 'batch 7']);
  });

  test('a page that hung gets a new snapshot, not a gap', () => {
    const { pump, emit, deliver, told } = setUp();
    pump.restart();
    pump.pause();
    deliver(emit(3));
    pump.resume();
    deliver(emit(1));
    expect(told()).toEqual(['snapshot 4', 'snapshot 7', 'batch 8']);
  });

  test('a page that never asked is not sent one because it answers again', () => {
    const { pump, told } = setUp();
    pump.resume();
    expect(told()).toEqual([]);
  });

  test('menu actions wait for the page, the newest few of them', () => {
    const { pump, told } = setUp();
    for (let i = 0; i < 12; i++) pump.act(`project.open-recent:${i}`);
    pump.restart();
    pump.act('palette.open');
    expect(told()).toHaveLength(1 + 8 + 1);
    expect(told().at(-2)).toBe('project.open-recent:11');
    expect(told().at(-1)).toBe('palette.open');
  });

  test('after stop nothing is sent', () => {
    const { pump, emit, deliver, told } = setUp();
    pump.restart();
    pump.stop();
    deliver(emit(1));
    expect(told()).toEqual(['snapshot 4']);
  });
});
