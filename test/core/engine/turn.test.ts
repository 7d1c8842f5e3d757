import { EventEmitter } from 'node:events';
import { setImmediate as nextImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { MemberConnection, type MemberConnectionUser } from '../../../core/engine/member-connection.ts';
import { Turn } from '../../../core/engine/turn.ts';
import { responseLimits } from '../../../core/wire/index.ts';

/** A turn of the loop in which somebody waits, and what happened in which order. */
function turnWithLog() {
  const turn = new Turn();
  const log: string[] = [];
  const reader = (name: string, act: () => void = () => undefined) => ({
    takeWaiting: () => {
      log.push(name);
      act();
    },
  });
  const writer = (name: string) => ({ flush: () => log.push(`flush ${name}`) });
  const leaving = (name: string, act: () => void = () => undefined) => ({
    left: () => {
      log.push(`left ${name}`);
      act();
    },
  });
  return { turn, log, reader, writer, leaving };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a turn', () => {
  it('answers of members, written out; then requests of clients, sent on; then what is over is written down', async () => {
    const { turn, log, reader, writer, leaving } = turnWithLog();
    turn.clientWaits(reader('request 1', () => turn.flushLater(writer('to member 1'))));
    turn.memberWaits(
      reader('answer 1', () => {
        turn.flushLater(writer('to client 1'));
        turn.whenFlushed(leaving('exchange 1'));
      }),
    );
    turn.clientWaits(reader('request 2', () => turn.flushLater(writer('to member 2'))));
    turn.memberWaits(reader('answer 2', () => turn.flushLater(writer('to client 2'))));
    expect(log).toEqual([]);
    await nextImmediate();
    expect(log).toEqual([
      'answer 1',
      'answer 2',
      'flush to client 1',
      'flush to client 2',
      'request 1',
      'request 2',
      'flush to member 1',
      'flush to member 2',
      'left exchange 1',
    ]);
  });

  it('what an exchange that ends brings, such as a pipelined request, is sent on in the same turn', async () => {
    const { turn, log, reader, writer, leaving } = turnWithLog();
    turn.clientWaits(reader('request 2'));
    turn.memberWaits(
      reader('answer 1', () =>
        turn.whenFlushed(
          leaving('exchange 1', () => {
            turn.flushLater(writer('the pipelined one'));
            turn.whenFlushed(leaving('its exchange'));
          }),
        ),
      ),
    );
    await nextImmediate();
    expect(log).toEqual([
      'answer 1',
      'request 2',
      'left exchange 1',
      'flush the pipelined one',
      'left its exchange',
    ]);
  });

  it('when little comes, reads are looked at and passed on as they come; what is over waits', async () => {
    const { turn, log, reader, writer, leaving } = turnWithLog();
    const answer = reader('answer', () => {
      turn.flushLater(writer('to client'));
      turn.whenFlushed(leaving('exchange'));
    });
    expect(turn.takeAtOnce(answer)).toBe(true);
    expect(turn.takeAtOnce(reader('request'))).toBe(true);
    expect(log).toEqual(['answer', 'flush to client', 'request']);
    await nextImmediate();
    expect(log.at(-1)).toBe('left exchange');
  });

  it('when much comes, the reads of the next turns wait for each other, until little comes again', async () => {
    const { turn, reader } = turnWithLog();
    const read = (): boolean => turn.takeAtOnce(reader('one'));
    const end = async (): Promise<void> => {
      turn.clientWaits(reader('its end'));
      await nextImmediate();
    };
    for (let count = 0; count < 9; count++) expect(read()).toBe(true);
    await end();
    expect(read()).toBe(false);
    await end();
    expect(read()).toBe(true);
  });

  it('a mistake in a read that was looked at at once is told, and the next is looked at all the same', () => {
    const { turn, log, reader } = turnWithLog();
    const broken = reader('broken', () => {
      throw new Error('a mistake');
    });
    expect(() => turn.takeAtOnce(broken)).toThrow('a mistake');
    expect(turn.takeAtOnce(reader('next'))).toBe(true);
    expect(log).toEqual(['broken', 'next']);
  });

  it('outside of a turn everything happens at once', () => {
    const { turn, log, writer, leaving } = turnWithLog();
    turn.flushLater(writer('a'));
    turn.whenFlushed(leaving('b'));
    expect(log).toEqual(['flush a', 'left b']);
  });

  it('its room is full at some point, and empty again in the next turn', async () => {
    const { turn, reader } = turnWithLog();
    const bytes = Buffer.alloc(4096, 'x');
    const first = turn.keep(bytes, 0);
    let kept = 0;
    while (turn.keep(bytes, bytes.length) >= 0) kept += 1;
    expect(first + kept * bytes.length).toBe(turn.room.length);
    expect(turn.keep(bytes, 0)).toBe(turn.room.length);
    turn.clientWaits(reader('one'));
    await nextImmediate();
    expect(turn.keep(bytes, bytes.length)).toBe(first);
  });

  it('what is kept is what was read, in the shared buffer or another, and what is read next leaves it alone', () => {
    const { turn } = turnWithLog();
    turn.readBuffer.set(Buffer.from('first'));
    const first = turn.keep(turn.readBuffer, 5);
    turn.readBuffer.set(Buffer.from('second'));
    const second = turn.keep(turn.readBuffer, 6);
    const own = turn.keep(Buffer.from('own'), 3);
    const at = (start: number, length: number) =>
      Buffer.from(turn.room.subarray(start, start + length)).toString();
    expect([at(first, 5), at(second, 6), at(own, 3)]).toEqual(['first', 'second', 'own']);
    expect(first).toBeGreaterThanOrEqual(turn.readBuffer.length);
  });

  it('who comes during a turn waits for the next', async () => {
    const { turn, log, reader } = turnWithLog();
    turn.clientWaits(reader('one', () => turn.clientWaits(reader('two'))));
    await nextImmediate();
    expect(log).toEqual(['one']);
    await nextImmediate();
    expect(log).toEqual(['one', 'two']);
  });

  it.each([1, 2])('%i mistakes lose nobody else’s work, and are told after the turn', async (mistakes) => {
    vi.useFakeTimers({ toFake: ['setImmediate'] });
    const { turn, log, reader, writer, leaving } = turnWithLog();
    const broken = (): never => {
      throw new Error('a mistake');
    };
    turn.memberWaits(
      reader('answer 1', () => {
        turn.flushLater(writer('to client 1'));
        turn.whenFlushed(leaving('exchange 1', mistakes > 1 ? broken : undefined));
        broken();
      }),
    );
    turn.memberWaits(reader('answer 2'));
    turn.clientWaits(reader('request', () => turn.flushLater(writer('to member'))));
    turn.keep(Buffer.from('abc'), 3);
    expect(() => vi.runAllTimers()).toThrow(mistakes === 1 ? 'a mistake' : '2 mistakes in one turn');
    expect(log).toEqual([
      'answer 1',
      'answer 2',
      'flush to client 1',
      'request',
      'flush to member',
      'left exchange 1',
    ]);
    // The next turn is like any other.
    expect(turn.keep(Buffer.from('abc'), 3)).toBe(turn.readBuffer.length);
    turn.clientWaits(reader('later'));
    vi.runAllTimers();
    expect(log.at(-1)).toBe('later');
    turn.flushLater(writer('at once'));
    expect(log.at(-1)).toBe('flush at once');
  });
});

describe('a member connection in a turn', () => {
  function connection() {
    const turn = new Turn();
    const told: string[] = [];
    const member = new MemberConnection(
      { onConnectionClosed: () => told.push('closed') },
      responseLimits,
      turn,
    );
    const socket = Object.assign(new EventEmitter(), {
      writableLength: 0,
      destroy: () => told.push('destroyed'),
    });
    member.attach(socket as never);
    return { turn, member, told, socket };
  }

  const user = (told: string[]) =>
    ({
      onResponseHead: ({ status }: { status: number }) => told.push(`head ${status}`),
      onResponseEnd: () => told.push('end'),
      onMemberRead: () => told.push('read'),
      onMemberGone: () => told.push('gone'),
    }) as unknown as MemberConnectionUser;

  function read(member: MemberConnection, text: string): void {
    const buffer = member.nextBuffer();
    Buffer.from(text).copy(buffer);
    member.onRead(text.length);
  }

  it('bytes that nobody asked for end it at once: whoever is given it in the same turn would take them for an answer', async () => {
    const { member, told } = connection();
    read(member, 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n');
    expect([member.isClosed, told]).toEqual([true, ['destroyed', 'closed']]);
    await nextImmediate();
    expect(told).toHaveLength(2);
  });

  it('an answer and a reset in the same turn: the answer is looked at first', async () => {
    const { turn, member, told, socket } = connection();
    // Much comes, so that reads wait.
    for (let count = 0; count < 9; count++) turn.takeAtOnce({ takeWaiting: () => undefined });
    turn.clientWaits({ takeWaiting: () => undefined });
    await nextImmediate();
    member.user = user(told);
    member.reader.begin('GET', false);
    read(member, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(told).toEqual([]);
    socket.emit('error', Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(told).toEqual(['head 200', 'end', 'read', 'destroyed', 'closed', 'gone']);
  });
});
