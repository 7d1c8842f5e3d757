import type { DecisionRecord, ExchangeDetail, ExchangeSummary, MessageHead } from '../../contract/index.ts';
import {
  describeExchange,
  type ExchangeTrace,
  explainExchange,
  explainUnbalanced,
} from '../../decision/index.ts';
import { type HeadLines, isSameName } from '../../wire/index.ts';
import { BodyCopies, type BodyCopy, type RecordedBody, shownBody } from './body-copies.ts';
import { ByteRing } from './byte-ring.ts';
import { KeptExchange, type KeptHead, type RecordedExchange } from './kept-exchange.ts';
import { headOfText } from './message-text.ts';
import { RepeatedLines } from './repeated-lines.ts';

/** A kept exchange with its trace and its strings, as measured with V8's heap statistics. */
const ENTRY_BYTES = 1024;
/** How the bound is divided: text of heads, and objects. */
const TEXT_SHARE = 0.6;
/** How many dropped objects are kept to be used again; in the long run one is dropped for each that comes. */
const MOST_UNUSED = 64;
/** How much of a body is kept, where bodies are. */
const BODY_BYTES = 65_536;
/** Of the room for objects, one body may take so much at most: with a small history the bound still holds. */
const BODY_SHARE = 0.2;
/** What a kept body takes besides its bytes. */
const BODY_OBJECT_BYTES = 256;
const NO_HEAD: MessageHead = { startLine: '', fields: [] };

/**
 * The latest exchanges, in a bounded room: what is needed to tell their story is written down compactly, the story itself
 * is made when somebody looks.
 */
export class ExchangeRecorder {
  readonly #ring: ByteRing;
  readonly #objectBound: number;
  #entries: KeptExchange[] = [];
  /** Dropped ones, to be used again. */
  readonly #unused: KeptExchange[] = [];
  /** Entries before this index are dropped. */
  #first = 0;
  #objectBytes = 0;
  #dropped = 0;
  #lastId = 0;
  readonly #clientRequests = new RepeatedLines();
  readonly #memberRequests = new RepeatedLines();
  readonly #memberResponses = new RepeatedLines();
  readonly #clientResponses = new RepeatedLines();
  /** Of the exchange that is being added: how much goes into the ring, and what it shares first. */
  #textBytes = 0;
  #sharedBytes = 0;

  constructor(historyBytes: number) {
    this.#ring = new ByteRing(Math.floor(historyBytes * TEXT_SHARE));
    this.#objectBound = historyBytes - this.#ring.capacityBytes;
  }

  /** Whether what begins from now on has its bodies kept. */
  recordsBodies = false;

  /** Where the bodies of an exchange that begins now are copied to; null where they are not recorded. */
  beginBodies(): BodyCopies | null {
    if (!this.recordsBodies) return null;
    return new BodyCopies(Math.min(BODY_BYTES, Math.floor(this.#objectBound * BODY_SHARE)));
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Exchanges that were recorded and are no longer held. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Keeps an exchange with its row, its decision (as few numbers, or the record where no balancer was asked) and its four
   * heads as they were on the wire; null stands for a message that there wasn't.
   */
  add(
    exchange: RecordedExchange,
    summary: ExchangeSummary,
    decision: ExchangeTrace | DecisionRecord,
    clientRequest: HeadLines,
    memberRequest: HeadLines | null,
    memberResponse: HeadLines | null,
    clientResponse: HeadLines | null,
  ): void {
    const kept = this.#unused.pop() ?? new KeptExchange();
    this.#textBytes = 0;
    this.#sharedBytes = 0;
    this.#keepHead(kept.clientRequest, clientRequest, this.#clientRequests);
    this.#keepHead(kept.memberRequest, memberRequest, this.#memberRequests);
    this.#keepHead(kept.memberResponse, memberResponse, this.#memberResponses);
    this.#keepHead(kept.clientResponse, clientResponse, this.#clientResponses);
    const ring = this.#ring;
    const isTooMuch = this.#textBytes > ring.capacityBytes;
    if (isTooMuch) {
      // Only with a history smaller than one head: the row is kept, its heads are not.
      this.#textBytes = 0;
      for (const head of [kept.clientRequest, kept.memberRequest, kept.memberResponse, kept.clientResponse])
        dropHead(head);
    }
    const textBytes = this.#textBytes;
    const at = ring.placeFor(textBytes, this.#entries[this.#first]?.at ?? null);
    const { copies } = exchange;
    kept.requestBody = copies === null ? null : bodyOf(copies.request);
    kept.responseBody = copies === null ? null : bodyOf(copies.response);
    const bodyBytes = sizeOf(kept.requestBody) + sizeOf(kept.responseBody);
    const objectBytes = ENTRY_BYTES + summary.url.length + this.#sharedBytes + bodyBytes;
    this.#makeRoom(at, textBytes, objectBytes);
    kept.keep(exchange, summary, decision);
    kept.objectBytes = objectBytes;
    kept.at = at;
    kept.textBytes = textBytes;
    ring.goTo(at);
    if (!isTooMuch) {
      this.#writeHead(kept.clientRequest, clientRequest);
      this.#writeHead(kept.memberRequest, memberRequest);
      this.#writeHead(kept.memberResponse, memberResponse);
      this.#writeHead(kept.clientResponse, clientResponse);
    }
    this.#objectBytes += objectBytes;
    this.#entries.push(kept);
  }

  /** The exchange with its whole story, or undefined when it is not (or no longer) held. */
  detail(id: number): ExchangeDetail | undefined {
    const entry = this.#entryOf(id);
    if (entry === undefined) return undefined;
    const { summary, decision } = entry;
    const ring = this.#ring;
    let at = entry.at;
    const take = ({ startBytes, fieldBytes, shared }: KeptHead): string => {
      const inRing = startBytes + fieldBytes;
      at += inRing;
      return ring.read(at - inRing, inRing) + (shared ?? '');
    };
    // In the order in which they lie in the ring.
    const clientRequest = headOfText(take(entry.clientRequest)) ?? NO_HEAD;
    const memberRequest = headOfText(take(entry.memberRequest));
    const memberResponse = headOfText(take(entry.memberResponse));
    const clientResponse = headOfText(take(entry.clientResponse));
    return {
      ...summary,
      ...('table' in decision
        ? { record: describeExchange(decision), explanation: explainExchange(decision) }
        : { record: decision, explanation: explainUnbalanced(decision, summary.status) }),
      clientRequest,
      memberRequest,
      memberResponse,
      clientResponse,
      client: entry.client,
      requestBodyBytes: entry.requestBodyBytes,
      requestBody: shownBody(entry.requestBody, contentTypeOf(clientRequest)),
      responseBody: shownBody(entry.responseBody, contentTypeOf(memberResponse ?? clientResponse)),
      timing: {
        requestReadMs: timeOrNull(entry.requestReadMs),
        connectedMs: timeOrNull(entry.connectedMs),
        firstByteMs: timeOrNull(entry.firstByteMs),
        finishedMs: summary.durationMs,
      },
    };
  }

  /** Up to `limit` summaries with ids below `beforeId`, oldest first. */
  summaries(limit: number, beforeId = Number.POSITIVE_INFINITY): readonly ExchangeSummary[] {
    // Ids have no gaps: the last `limit` mostly are among twice as many, and to put a whole history in order takes a while.
    let before = this.#between(Math.min(beforeId, this.#lastId + 1) - 2 * limit, beforeId);
    if (before.length < limit) before = this.#between(0, beforeId);
    // They were added as they ended, which need not be the order in which they began.
    before.sort((a, b) => a.id - b.id);
    return before.slice(-limit).map((kept) => kept.summary);
  }

  clear(): void {
    this.#entries = [];
    this.#unused.length = 0;
    this.#first = 0;
    this.#objectBytes = 0;
    this.#dropped = 0;
    this.#ring.clear();
    for (const lines of [
      this.#clientRequests,
      this.#memberRequests,
      this.#memberResponses,
      this.#clientResponses,
    ])
      lines.forget();
  }

  #keepHead(kept: KeptHead, head: HeadLines | null, repeated: RepeatedLines): void {
    if (head === null) {
      dropHead(kept);
      return;
    }
    const { startLine, fieldLines } = head;
    const shared = repeated.share(fieldLines);
    kept.shared = shared;
    kept.startBytes = startLine.length;
    kept.fieldBytes = shared === null ? fieldLines.length : 0;
    this.#textBytes += kept.startBytes + kept.fieldBytes;
    if (shared !== null) this.#sharedBytes += repeated.uncounted;
  }

  #writeHead(kept: KeptHead, head: HeadLines | null): void {
    if (head === null) return;
    this.#ring.write(head.startLine);
    if (kept.shared === null) this.#ring.write(head.fieldLines);
  }

  /** Drops the oldest until their text does not lie where the new one goes, and there is room for its objects. */
  #makeRoom(at: number, length: number, objectBytes: number): void {
    for (;;) {
      const oldest = this.#entries[this.#first];
      if (oldest === undefined) return;
      // One without text must not stand before those that are in the way.
      const isInTheWay = oldest.at < at + length && at < oldest.at + Math.max(oldest.textBytes, 1);
      // Text that wrapped around has left what lies behind it; that is older and goes first.
      const isLeftBehind = at === 0 && length > 0 && oldest.at >= this.#endOfLast();
      if (!isInTheWay && !isLeftBehind && this.#objectBytes + objectBytes <= this.#objectBound) return;
      this.#drop(oldest);
    }
  }

  #endOfLast(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? 0 : last.at + last.textBytes;
  }

  #drop(oldest: KeptExchange): void {
    this.#objectBytes -= oldest.objectBytes;
    if (this.#unused.length < MOST_UNUSED) {
      oldest.forget();
      this.#unused.push(oldest);
    }
    this.#dropped += 1;
    this.#entries[this.#first] = undefined as never;
    this.#first += 1;
    // Now and then the dropped half is cut off, so that dropping one costs next to nothing.
    if (this.#first > 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Those with ids from `leastId` to below `beforeId`, as they were added. */
  #between(leastId: number, beforeId: number): KeptExchange[] {
    const found: KeptExchange[] = [];
    for (let index = this.#first; index < this.#entries.length; index++) {
      const kept = this.#entries[index] as KeptExchange;
      if (kept.id >= leastId && kept.id < beforeId) found.push(kept);
    }
    return found;
  }

  /** They lie nearly in the order of their ids: looked for around the place that it would have in that order. */
  #entryOf(id: number): KeptExchange | undefined {
    const entries = this.#entries;
    let [after, end] = [this.#first, entries.length];
    while (after < end) {
      const middle = (after + end) >>> 1;
      if ((entries[middle] as KeptExchange).id < id) after = middle + 1;
      else end = middle;
    }
    for (let before = after - 1; before >= this.#first || after < entries.length; before--, after++) {
      if (entries[after]?.id === id) return entries[after];
      // What was dropped has left nothing in its place.
      if (entries[before]?.id === id) return entries[before];
    }
    return undefined;
  }
}

/** Of a message without a body nothing is kept. */
function bodyOf(copy: BodyCopy): RecordedBody | null {
  const body = copy.take();
  return body.bytes.length === 0 ? null : body;
}

function sizeOf(body: RecordedBody | null): number {
  return body === null ? 0 : body.bytes.length + BODY_OBJECT_BYTES;
}

function contentTypeOf(head: MessageHead | null): string | null {
  return head?.fields.find(([name]) => isSameName(name, 'content-type'))?.[1] ?? null;
}

function dropHead(kept: KeptHead): void {
  kept.startBytes = 0;
  kept.fieldBytes = 0;
  kept.shared = null;
}

function timeOrNull(ms: number): number | null {
  return ms < 0 ? null : ms;
}
