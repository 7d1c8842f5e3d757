import { CR, LF } from './char-tables.ts';
import { ChunkedReader } from './chunked-reader.ts';
import type { WireErrorCode } from './errors.ts';
import { FieldFacts } from './field-facts.ts';
import { FieldScanner } from './field-scanner.ts';
import type { Limits } from './limits.ts';
import type { Framing, HeadLines, MessageReader, ReaderState } from './messages.ts';
import type { Natives } from './natives.ts';
import { FAILED, MORE, NOT_HTTP, type Scanner } from './scan-result.ts';
import { SectionReader } from './section-reader.ts';

const NO_TRAILERS: readonly string[] = [];
const NO_IDS: readonly number[] = [];

/** How to go on after a head: with a body, with the next head (`interim`), or not at all (`detach`). */
export type AfterHead = Framing | 'interim' | 'detach';

/**
 * The course of one side of a connection: blank lines, head, body, end; and again. Requests and responses differ in
 * their start line and in what the head means: that is left to the two subclasses.
 *
 * A callback may pause, detach or start the next message, so the state is set before each one and looked at after it.
 */
export abstract class Reader implements MessageReader {
  protected readonly natives: Natives;
  protected readonly limits: Limits;
  protected readonly facts: FieldFacts;
  protected readonly fields: FieldScanner;
  protected readonly head: SectionReader;
  /** What the last head said: the same strings and lists again when the same field lines come again. */
  #fieldLines = '';
  #fieldList: readonly string[] = NO_TRAILERS;
  #idList: readonly number[] = NO_IDS;
  readonly #chunked: ChunkedReader;
  #state: ReaderState;
  #isPaused = false;
  #framing: Framing = 'none';
  /** Bytes still to come of a body with Content-Length. */
  #left = 0;
  /** First bytes of an HTTP/0.9 answer, held while they could have been a status line. */
  #held: Uint8Array | null = null;
  #blankLines = 0;
  #isInBlankLine = false;
  /** Index, in the chunk being pushed, of this message's first byte; negative when that came earlier. */
  #messageAt = 0;
  /** Bytes of this message in earlier chunks. */
  #earlier = 0;

  protected constructor(natives: Natives, limits: Limits, startLine: Scanner, isRequest: boolean) {
    this.natives = natives;
    this.limits = limits;
    this.facts = new FieldFacts(isRequest);
    this.fields = new FieldScanner(limits, this.facts);
    this.head = new SectionReader(startLine, this.fields, limits, natives);
    this.head.begin();
    this.#chunked = new ChunkedReader(natives, limits);
    // A client may always speak; a member only when asked.
    this.#state = isRequest ? 'idle' : 'ended';
  }

  get state(): ReaderState {
    return this.#state;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** See `MessageReader`. */
  push(chunk: Uint8Array, start = 0, end: number = chunk.length): number {
    this.#messageAt = start - this.#earlier;
    let at = start;
    while (!this.#isPaused) {
      const state = this.#state;
      let after = MORE;
      if (state === 'body') after = this.#readBody(chunk, at, end);
      else if (state === 'ended' || state === 'detached' || state === 'failed') break;
      else if (at < end)
        after = state === 'head' ? this.#readHead(chunk, at, end) : this.#skipBlank(chunk, at, end);
      at = after === MORE ? end : after;
      if (after === MORE) break;
    }
    this.#earlier = at - this.#messageAt;
    return at;
  }

  /** See `MessageReader`. */
  finish(): void {
    const state = this.#state;
    if (state === 'body' && this.#framing === 'close') this.#end(NO_TRAILERS);
    else if (state === 'head' || state === 'body' || (state === 'idle' && this.isAwaited())) {
      this.#fail('premature-end', this.#earlier);
    }
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  detach(): void {
    this.#state = 'detached';
  }

  /** Makes ready for the next message, unless this one is unfinished or the connection is beyond use. */
  protected startMessage(): void {
    if (this.#state !== 'ended') return;
    this.#state = 'idle';
    this.#earlier = 0;
    this.#blankLines = 0;
    this.head.begin();
  }

  /** Makes the field lines and lists those of the head just read; gives its start line. */
  protected takeLines(): string {
    const { bytes, base, end, fieldsAt, isRepeat } = this.head;
    if (isRepeat) return this.natives.latin1(bytes, base, base + fieldsAt);
    const text = this.natives.latin1(bytes, base, end);
    const fields: string[] = [];
    const ids: number[] = [];
    this.fields.takeFields(text, fields, ids);
    // A string of its own: whoever records it for long would keep the start line, of up to 8 KB, with a part of `text`.
    this.#fieldLines = this.natives.latin1(bytes, base + fieldsAt, end);
    this.#fieldList = fields;
    this.#idList = ids;
    return text.substring(0, fieldsAt);
  }

  /** Whether the head just read is byte for byte the one that was reported last, which was this one. */
  protected isHeadOf({ startLine }: HeadLines): boolean {
    const { bytes, base, fieldsAt, isRepeat } = this.head;
    if (!isRepeat || fieldsAt !== startLine.length) return false;
    for (let i = 0; i < fieldsAt; i++) if (bytes[base + i] !== startLine.charCodeAt(i)) return false;
    return true;
  }

  protected get fieldLines(): string {
    return this.#fieldLines;
  }

  protected get fieldList(): readonly string[] {
    return this.#fieldList;
  }

  protected get idList(): readonly number[] {
    return this.#idList;
  }

  /** Whether the end of the connection is a fault even before the first byte of a message. */
  protected abstract isAwaited(): boolean;
  /** Checks what concerns the whole head: the code of an error, or null. */
  protected abstract check(): WireErrorCode | null;
  /** What follows the head. */
  protected abstract afterHead(): AfterHead;
  /** Reports the head, of `headBytes` bytes. */
  protected abstract onHead(after: AfterHead, headBytes: number): void;
  /** The peer does not speak HTTP/1, and that is allowed: reports a head in its stead. */
  protected abstract onNotHttp(): void;
  protected abstract onBody(chunk: Uint8Array, start: number, end: number): void;
  protected abstract onEnd(trailers: readonly string[]): void;
  protected abstract onError(code: WireErrorCode, offset: number): void;

  /** Empty lines before a message (RFC 9112 §2.2), within limits. The state stays `idle` until something else comes. */
  #skipBlank(chunk: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = chunk[at];
      if (this.#isInBlankLine) {
        this.#isInBlankLine = false;
        if (byte !== LF) return this.#failAt('bare-cr', at);
      } else if (byte === CR) {
        if (++this.#blankLines > this.limits.blankLines) return this.#failAt('too-many-blank-lines', at);
        this.#isInBlankLine = true;
      } else if (byte === LF) {
        return this.#failAt('bare-lf', at);
      } else {
        this.#state = 'head';
        return at;
      }
    }
    return MORE;
  }

  #readHead(chunk: Uint8Array, start: number, end: number): number {
    const head = this.head;
    const joined = head.joinedBytes;
    const after = head.read(chunk, start, end);
    if (after >= 0) return this.#headRead(after);
    if (after === FAILED) return this.#failAt(head.failed.failure, start - joined + head.failed.failedAt);
    if (after === NOT_HTTP) {
      this.#held = joined > 0 ? head.bytes.slice(0, joined) : null;
      this.#state = 'body';
      this.#framing = 'close';
      this.onNotHttp();
      return start;
    }
    return MORE;
  }

  #headRead(at: number): number {
    const headBytes = at - this.#messageAt;
    const error = this.check();
    if (error !== null) return this.#failAt(error, at);
    const after = this.afterHead();
    if (after === 'interim' || after === 'detach') {
      this.#state = after === 'detach' ? 'detached' : 'ended';
      this.onHead(after, headBytes);
      this.#messageAt = at;
      if (after === 'interim') this.startMessage();
      return at;
    }
    this.#state = 'body';
    this.#framing = after;
    if (after === 'length') this.#left = this.facts.contentLength;
    else if (after === 'chunked') this.#chunked.begin();
    this.onHead(after, headBytes);
    return at;
  }

  /** Body bytes or the end of the message (RFC 9112 §6.2, §6.3, §7.1). */
  #readBody(chunk: Uint8Array, at: number, end: number): number {
    if (this.#held !== null) {
      const held = this.#held;
      this.#held = null;
      this.onBody(held, 0, held.length);
      return at;
    }
    switch (this.#framing) {
      case 'none':
        return this.#endAt(at, NO_TRAILERS);
      case 'length': {
        if (this.#left === 0) return this.#endAt(at, NO_TRAILERS);
        if (at === end) return MORE;
        const bodyEnd = Math.min(end, at + this.#left);
        this.#left -= bodyEnd - at;
        this.onBody(chunk, at, bodyEnd);
        return bodyEnd;
      }
      case 'chunked':
        return this.#readChunked(chunk, at, end);
      case 'close':
        if (at === end) return MORE;
        this.onBody(chunk, at, end);
        return end;
    }
  }

  #readChunked(chunk: Uint8Array, start: number, end: number): number {
    const chunked = this.#chunked;
    const at = chunked.next(chunk, start, end);
    switch (chunked.find) {
      case 'data':
        this.onBody(chunk, chunked.dataStart, chunked.dataEnd);
        return at;
      case 'end':
        return this.#endAt(at, chunked.trailers);
      case 'failed':
        return this.#failAt(chunked.failure, chunked.failedAt);
      case 'more':
        return MORE;
    }
  }

  /** The message ends at index `at` of the chunk; what follows belongs to the next one. */
  #endAt(at: number, trailers: readonly string[]): number {
    this.#messageAt = at;
    this.#end(trailers);
    return at;
  }

  #end(trailers: readonly string[]): void {
    this.#state = 'ended';
    this.onEnd(trailers);
  }

  /** An error at index `at` of the chunk; gives the index up to which the chunk is used up. */
  #failAt(code: WireErrorCode, at: number): number {
    this.#fail(code, at - this.#messageAt);
    return Math.max(at, 0);
  }

  #fail(code: WireErrorCode, offset: number): void {
    this.#state = 'failed';
    this.onError(code, offset);
  }
}
