import type { ReadInto } from './client-socket.ts';
import type { DirectReader } from './direct-io.ts';
import { copyBytes, viewOf } from './natives.ts';
import { giveReadBuffer, takeReadBuffer } from './read-buffers.ts';
import { MOST_WAITING_BYTES, type Turn, type WaitingReader } from './turn.ts';

/** So much of a large body goes on at once. */
const GATHERED_BYTES = 49_152;

/** Who looks at what a client sent. */
export interface ClientReadsOwner {
  /** Bytes have come; they lie there during the call only, unless `keep` or `lend` says otherwise. */
  onBytes(chunk: Uint8Array, start: number, end: number): void;
  /** Bytes of the current body still to come; Infinity for chunks, 0 without a body. */
  readonly bodyLeft: number;
  /** Bytes go on as they are and at once. */
  readonly isTunnel: boolean;
  /** No more is to be read for now. */
  readonly isPaused: boolean;
}

/**
 * What one client connection reads, and where the bytes lie. Small reads wait in the turn's room. Of a large body the kernel
 * hands out what it has, often a few KiB, and each piece sent on by itself costs a system call: pieces are gathered
 * for up to a turn. TLS gives buffers that nobody else uses.
 */
export class ClientReads implements WaitingReader, DirectReader {
  readonly buffer: Uint8Array;
  /** For a socket that reads into our buffer. */
  readonly onread: ReadInto;
  readonly #owner: ClientReadsOwner;
  readonly #turn: Turn;
  #waitingIn: Uint8Array;
  #waitingAt = 0;
  #waitingBytes = 0;
  /** Where the bytes lie that are looked at: `own` ones stay as they are, `shared` ones during the call only. */
  #source: 'own' | 'shared' | 'gathered' = 'own';
  #gathered: Uint8Array | null = null;
  #gatheredBytes = 0;

  constructor(owner: ClientReadsOwner, turn: Turn) {
    this.#owner = owner;
    this.#turn = turn;
    this.buffer = turn.readBuffer;
    this.#waitingIn = turn.readBuffer;
    this.onread = { buffer: turn.readBuffer, callback: (bytes) => this.onRead(bytes) };
  }

  /** See `DirectReader`. */
  onRead(bytes: number): boolean {
    this.#onRead(bytes, this.buffer);
    return !this.#owner.isPaused;
  }

  /** Bytes in a buffer of their own: from TLS, or kept before. */
  takeOwn(bytes: Buffer): void {
    this.#source = 'own';
    this.#owner.onBytes(bytes, 0, bytes.length);
  }

  /** Looks at what was read and still waits. */
  takeWaiting(): void {
    const bytes = this.#waitingBytes;
    if (bytes > 0) {
      this.#waitingBytes = 0;
      this.#source = 'shared';
      this.#owner.onBytes(this.#waitingIn, this.#waitingAt, this.#waitingAt + bytes);
    }
    if (this.#gatheredBytes > 0) this.#sendGathered();
  }

  /** Bytes of the current read, so that they stay as they are when it is over. */
  keep(bytes: Buffer): Buffer {
    return this.#source === 'own' ? bytes : Buffer.from(bytes);
  }

  /** The buffer of the current bytes, to be given back when it has been written from; null when it is nobody's to give. */
  lend(): Uint8Array | null {
    if (this.#source !== 'gathered') return null;
    const lent = this.#gathered;
    this.#gathered = null;
    // It comes back while others may still want what follows in it: they get a copy.
    this.#source = 'shared';
    return lent;
  }

  #onRead(bytes: number, buffer: Uint8Array): void {
    // A body may have ended otherwise meanwhile, such as in a tunnel: what was gathered still comes first.
    if (this.#waitingBytes > 0 || (this.#gatheredBytes > 0 && this.#owner.bodyLeft === 0)) this.takeWaiting();
    if (this.#owner.isTunnel) {
      this.takeOwn(Buffer.from(viewOf(buffer, 0, bytes)));
      return;
    }
    const { bodyLeft } = this.#owner;
    if (bytes > MOST_WAITING_BYTES || bodyLeft > 0) {
      this.#gather(bytes, buffer, bodyLeft);
      return;
    }
    this.#waitingIn = buffer;
    this.#waitingAt = 0;
    this.#waitingBytes = bytes;
    if (this.#turn.takeAtOnce(this)) return;
    const at = this.#turn.keep(buffer, bytes);
    if (at < 0) {
      this.#waitingBytes = 0;
      this.#gather(bytes, buffer, bodyLeft);
      return;
    }
    this.#waitingIn = this.#turn.room;
    this.#waitingAt = at;
    this.#turn.clientWaits(this);
  }

  /** Adds to what is gathered; sends it on when it is enough, or all there will be, and else a turn later. */
  #gather(bytes: number, buffer: Uint8Array, bodyLeft: number): void {
    if (this.#gathered !== null && this.#gatheredBytes + bytes > this.#gathered.length) this.#sendGathered();
    this.#gathered ??= takeReadBuffer();
    copyBytes(buffer, 0, bytes, this.#gathered, this.#gatheredBytes);
    const isFirst = this.#gatheredBytes === 0;
    this.#gatheredBytes += bytes;
    if (this.#gatheredBytes >= Math.min(GATHERED_BYTES, bodyLeft)) this.#sendGathered();
    else if (isFirst) this.#turn.clientWaitsLonger(this);
  }

  #sendGathered(): void {
    const bytes = this.#gatheredBytes;
    this.#gatheredBytes = 0;
    this.#source = 'gathered';
    this.#owner.onBytes(this.#gathered as Uint8Array, 0, bytes);
    if (this.#gathered === null || this.#owner.bodyLeft > 0) return;
    giveReadBuffer(this.#gathered);
    this.#gathered = null;
  }
}
