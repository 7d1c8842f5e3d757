import type { ReadInto } from './client-socket.ts';
import { viewOf } from './natives.ts';
import { giveReadBuffer, takeReadBuffer } from './read-buffers.ts';
import { MOST_WAITING_BYTES, type Turn, type WaitingReader } from './turn.ts';

/** Where all clients read into: what is to stay is copied out at once. */
const SMALL_READS = takeReadBuffer();

/** Who looks at what a client sent. */
export interface ClientReadsOwner {
  /** Bytes have come; they lie there during the call only, unless `keep` or `lend` says otherwise. */
  onBytes(chunk: Uint8Array, start: number, end: number): void;
  /** More than a read's worth of a body is still to come. */
  readonly isBulk: boolean;
  /** Bytes go on as they are and at once. */
  readonly isTunnel: boolean;
  /** No more is to be read for now. */
  readonly isPaused: boolean;
}

/**
 * What one client connection reads, and where the bytes lie: small reads wait in the turn's room, a large body comes into a
 * buffer of its own from which the member's socket may write, and TLS gives buffers that nobody else uses.
 */
export class ClientReads implements WaitingReader {
  readonly #owner: ClientReadsOwner;
  readonly #turn: Turn;
  #waitingAt = 0;
  #waitingBytes = 0;
  /** Where the bytes lie that are looked at: `own` ones stay as they are. */
  #source: 'own' | 'room' | 'bulk' = 'own';
  #bulk: Uint8Array | null = null;

  constructor(owner: ClientReadsOwner, turn: Turn) {
    this.#owner = owner;
    this.#turn = turn;
  }

  /** For a socket that reads into our buffers. */
  readonly onread: ReadInto = {
    buffer: () => this.#nextBuffer(),
    callback: (bytes, buffer) => {
      this.#onRead(bytes, buffer);
      return !this.#owner.isPaused;
    },
  };

  /** Bytes in a buffer of their own: from TLS, or kept before. */
  takeOwn(bytes: Buffer): void {
    this.#source = 'own';
    this.#owner.onBytes(bytes, 0, bytes.length);
  }

  /** Looks at what was read in this turn, if that has not been done. */
  takeWaiting(): void {
    const bytes = this.#waitingBytes;
    if (bytes === 0) return;
    this.#waitingBytes = 0;
    this.#source = 'room';
    this.#owner.onBytes(this.#turn.room, this.#waitingAt, this.#waitingAt + bytes);
  }

  /** Bytes of the current read, so that they stay as they are when it is over. */
  keep(bytes: Buffer): Buffer {
    if (this.#source === 'room') return Buffer.from(bytes);
    // What is kept for another try is given back by nobody: the garbage collector has it.
    if (this.#source === 'bulk') this.#leaveBulk('own');
    return bytes;
  }

  /** The buffer of the current read, to be given back when it has been written from; null when it is nobody's to give. */
  lend(): Uint8Array | null {
    const lent = this.#bulk;
    if (this.#source !== 'bulk') return null;
    // It comes back while others may still want what follows in it: they get a copy.
    this.#leaveBulk('room');
    return lent;
  }

  /** The buffer stays with somebody else: the next read needs another. */
  #leaveBulk(source: 'own' | 'room'): void {
    this.#source = source;
    this.#bulk = null;
  }

  /** Asked by Node after each read. */
  #nextBuffer(): Uint8Array {
    if (this.#owner.isBulk) {
      this.#bulk ??= takeReadBuffer();
      return this.#bulk;
    }
    if (this.#bulk !== null) giveReadBuffer(this.#bulk);
    this.#bulk = null;
    return SMALL_READS;
  }

  #onRead(bytes: number, buffer: Uint8Array): void {
    this.takeWaiting();
    if (buffer === this.#bulk && this.#owner.isBulk) {
      this.#source = 'bulk';
      this.#owner.onBytes(buffer, 0, bytes);
      return;
    }
    const mayWait = bytes <= MOST_WAITING_BYTES && !this.#owner.isTunnel;
    const at = mayWait ? this.#turn.keep(buffer, bytes) : -1;
    if (at < 0) {
      this.takeOwn(Buffer.from(viewOf(buffer, 0, bytes)));
      return;
    }
    this.#waitingAt = at;
    this.#waitingBytes = bytes;
    this.#turn.clientWaits(this);
  }
}
