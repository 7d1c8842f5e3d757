import { holdClock, releaseClock } from './clock.ts';
import { copyBytes } from './natives.ts';
import { READ_BYTES } from './read-buffers.ts';

/** Somebody whose bytes have been read and wait to be looked at. */
export interface WaitingReader {
  takeWaiting(): void;
}

/** Text that goes out at the end of its part of the turn. */
interface Flushed {
  flush(): void;
}

/** An exchange whose answer is in its client's writer. */
interface Leaving {
  left(): void;
}

/** Pieces up to this size wait; a larger one is bulk, where waiting gains nothing and copying costs. */
export const MOST_WAITING_BYTES = 4096;
/** With no more reads in a turn nothing is gained by sorting them. */
const CALM_READS = 8;
/** Room for what is read in one turn, besides the read buffer: some hundred heads. Those beyond are looked at as they come. */
const ROOM_BYTES = 262_144;

/**
 * One turn of the event loop, its work sorted by kind. The system reports sockets one by one; doing everything for
 * each before reading the next runs through the whole program, ours and the kernel's, once per socket, and every time
 * most of it has left the caches (and, on some machines, the address translation) meanwhile. So reads only collect; then
 * all answers of members are looked at, all written out, then all requests of clients, those sent on, and in the end all
 * that is over written down: a third less time per request under load. When little comes, each read is looked at, and
 * passed on, as it comes: others can work on it while we go on.
 *
 * What throws here is a mistake of ours. It is told as any uncaught error, but after the turn: everybody else's bytes lie in
 * `room` and are gone with it.
 */
export class Turn {
  /**
   * What was read in this turn, copied out of the buffers that are read into. It begins with the one that most are read
   * into: to copy within a block of memory takes a third of the time that V8 takes to copy from one to another.
   */
  readonly room: Uint8Array = Buffer.allocUnsafeSlow(READ_BYTES + ROOM_BYTES);
  /**
   * Where sockets read into that get little, one after the other: the system fills it only for the read that is being
   * reported. What is to stay longer is kept in `room`. So a connection costs no buffer while nothing large comes.
   */
  readonly readBuffer: Uint8Array = this.room.subarray(0, READ_BYTES);
  #roomUsed = READ_BYTES;
  #members: WaitingReader[] = [];
  #clients: WaitingReader[] = [];
  #later: WaitingReader[] = [];
  #writers: Flushed[] = [];
  #leaving: Leaving[] = [];
  #mistakes: unknown[] = [];
  #isScheduled = false;
  #isRunning = false;
  /** Reads since the last turn ended. */
  #reads = 0;
  #isCalm = true;
  #isTakingAtOnce = false;

  /** Whether everything that the system had to report when this turn began has been heard: closed connections, too. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Has a read looked at now, when little comes at the moment; false when it had better wait for the others. */
  takeAtOnce(reader: WaitingReader): boolean {
    this.#reads += 1;
    if (!this.#isCalm || this.#isTakingAtOnce || this.#isRunning) return false;
    this.#isTakingAtOnce = true;
    holdClock();
    try {
      reader.takeWaiting();
    } finally {
      this.#isTakingAtOnce = false;
      releaseClock();
    }
    return true;
  }

  memberWaits(reader: WaitingReader): void {
    this.#members.push(reader);
    this.#schedule();
  }

  clientWaits(reader: WaitingReader): void {
    this.#clients.push(reader);
    this.#schedule();
  }

  /** As `clientWaits`, but in the turn after the next: more may have come by then. */
  clientWaitsLonger(reader: WaitingReader): void {
    this.#later.push(reader);
    this.#schedule();
  }

  /** Copies the first bytes of a buffer to where they stay for this turn: their place in `room`, or -1 when that is full. */
  keep(buffer: Uint8Array, bytes: number): number {
    const at = this.#roomUsed;
    if (at + bytes > this.room.length) return -1;
    if (buffer === this.readBuffer) this.room.copyWithin(at, 0, bytes);
    else copyBytes(buffer, 0, bytes, this.room, at);
    this.#roomUsed = at + bytes;
    return at;
  }

  /** Sends what a writer has collected: with the others of this turn, or at once when none is under way. */
  flushLater(writer: Flushed): void {
    if (this.#isRunning) this.#writers.push(writer);
    else writer.flush();
  }

  /** Calls back once what was given to `flushLater` before has been written, and what others wait for, too. */
  whenFlushed(exchange: Leaving): void {
    if (!this.#isRunning && !this.#isTakingAtOnce) {
      exchange.left();
      return;
    }
    this.#leaving.push(exchange);
    if (!this.#isRunning) this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#run);
  }

  readonly #run = (): void => {
    this.#isScheduled = false;
    this.#isRunning = true;
    this.#isCalm = this.#reads <= CALM_READS;
    this.#reads = 0;
    const members = this.#members;
    if (members.length > 0) {
      holdClock();
      this.#members = [];
      this.#forAll(members, take);
      this.#flush();
    }
    const clients = this.#clients;
    this.#clients = this.#later;
    this.#later = [];
    if (this.#clients.length > 0) this.#schedule();
    if (clients.length > 0) {
      holdClock();
      this.#forAll(clients, take);
      this.#flush();
    }
    this.#settle();
    releaseClock();
    this.#roomUsed = READ_BYTES;
    this.#isRunning = false;
    if (this.#mistakes.length > 0) this.#tellMistakes();
  };

  #flush(): void {
    const writers = this.#writers;
    if (writers.length === 0) return;
    this.#writers = [];
    this.#forAll(writers, flush);
  }

  /** Lets exchanges end; which may bring more to write: what their clients had pipelined. */
  #settle(): void {
    while (this.#leaving.length > 0) {
      holdClock();
      const leaving = this.#leaving;
      this.#leaving = [];
      this.#forAll(leaving, leave);
      this.#flush();
    }
  }

  #forAll<Item>(items: readonly Item[], act: (item: Item) => void): void {
    for (const item of items) {
      try {
        act(item);
      } catch (mistake) {
        this.#mistakes.push(mistake);
      }
    }
  }

  #tellMistakes(): never {
    const mistakes = this.#mistakes;
    this.#mistakes = [];
    if (mistakes.length === 1) throw mistakes[0];
    throw new AggregateError(mistakes, `${mistakes.length} mistakes in one turn`);
  }
}

const take = (reader: WaitingReader): void => reader.takeWaiting();
const flush = (writer: Flushed): void => writer.flush();
const leave = (exchange: Leaving): void => exchange.left();
