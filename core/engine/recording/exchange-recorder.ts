import type { DecisionRecord, ExchangeDetail, ExchangeSummary, MessageHead } from '../../contract/index.ts';
import {
  describeExchange,
  type ExchangeTrace,
  explainExchange,
  explainUnbalanced,
} from '../../decision/index.ts';
import { ByteRing } from './byte-ring.ts';
import { headOfText, headOfWire } from './message-text.ts';

/** What is kept of an exchange besides its summary. The recorder keeps the object itself: make a new one each time. */
export interface RecordedExchange {
  readonly summary: ExchangeSummary;
  /** The decision as few numbers, or its record where no balancer was asked. */
  readonly decision: ExchangeTrace | DecisionRecord;
  readonly client: string;
  readonly requestBodyBytes: number;
  /** Size of the request's head, which short strings of the record keep alive. */
  readonly headBytes: number;
  /** Milliseconds since the head was read, −1 for what did not happen. */
  readonly requestReadMs: number;
  readonly connectedMs: number;
  readonly firstByteMs: number;
  /** Set by the recorder: where the heads lie, and their lengths. */
  at: number;
  clientRequestLength: number;
  memberRequestLength: number;
  memberResponseLength: number;
  clientResponseLength: number;
}

/** A summary, a trace and what hangs on them, as measured with V8's heap statistics. */
const ENTRY_BYTES = 1024;
/** How the bound is divided: text of heads, and objects. */
const TEXT_SHARE = 0.6;
const NO_HEAD: MessageHead = { startLine: '', fields: [] };

/**
 * The latest exchanges, in a bounded room: what is needed to tell their story is written down compactly, the story itself
 * is made when somebody looks.
 */
export class ExchangeRecorder {
  readonly #ring: ByteRing;
  readonly #objectBound: number;
  #entries: RecordedExchange[] = [];
  /** Entries before this index are dropped. */
  #first = 0;
  #objectBytes = 0;
  #dropped = 0;
  #lastId = 0;

  constructor(historyBytes: number) {
    this.#ring = new ByteRing(Math.floor(historyBytes * TEXT_SHARE));
    this.#objectBound = historyBytes - this.#ring.capacityBytes;
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
   * Keeps an exchange. Heads that were received are given by `headText`, heads that were sent as they went out; empty for
   * a message that there wasn't.
   */
  add(
    entry: RecordedExchange,
    clientRequest: string,
    memberRequest: string,
    memberResponse: string,
    clientResponse: string,
  ): void {
    const ring = this.#ring;
    const length =
      clientRequest.length + memberRequest.length + memberResponse.length + clientResponse.length;
    // Only with a history smaller than one head: the row is kept, its heads are not.
    const fits = length <= ring.capacityBytes;
    let at = ring.placeFor(fits ? length : 0);
    this.#makeRoom(at, fits ? length : 0, ENTRY_BYTES + entry.headBytes);
    entry.at = at;
    if (fits) {
      entry.clientRequestLength = clientRequest.length;
      entry.memberRequestLength = memberRequest.length;
      entry.memberResponseLength = memberResponse.length;
      entry.clientResponseLength = clientResponse.length;
      ring.write(clientRequest, at);
      at += clientRequest.length;
      ring.write(memberRequest, at);
      at += memberRequest.length;
      ring.write(memberResponse, at);
      at += memberResponse.length;
      ring.write(clientResponse, at);
    }
    this.#objectBytes += ENTRY_BYTES + entry.headBytes;
    this.#entries.push(entry);
  }

  /** The exchange with its whole story, or undefined when it is not (or no longer) held. */
  detail(id: number): ExchangeDetail | undefined {
    const entry = this.#held().findLast((each) => each.summary.id === id);
    if (entry === undefined) return undefined;
    const { summary } = entry;
    const record = 'table' in entry.decision ? describeExchange(entry.decision) : entry.decision;
    const ring = this.#ring;
    let at = entry.at;
    const take = (length: number): string => {
      at += length;
      return ring.read(at - length, length);
    };
    return {
      ...summary,
      record,
      explanation:
        'table' in entry.decision
          ? explainExchange(entry.decision)
          : explainUnbalanced(entry.decision, summary.status),
      // In the order in which they lie in the ring.
      clientRequest: headOfText(take(entry.clientRequestLength)) ?? NO_HEAD,
      memberRequest: headOfWire(take(entry.memberRequestLength)),
      memberResponse: headOfText(take(entry.memberResponseLength)),
      clientResponse: headOfWire(take(entry.clientResponseLength)),
      client: entry.client,
      requestBodyBytes: entry.requestBodyBytes,
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
    const before = this.#held()
      .map((entry) => entry.summary)
      .filter((summary) => summary.id < beforeId);
    // They were added as they ended, which need not be the order in which they began.
    before.sort((a, b) => a.id - b.id);
    return before.slice(-limit);
  }

  clear(): void {
    this.#entries = [];
    this.#first = 0;
    this.#objectBytes = 0;
    this.#dropped = 0;
    this.#ring.clear();
  }

  /** Drops the oldest until their text does not lie where the new one goes, and there is room for its objects. */
  #makeRoom(at: number, length: number, objectBytes: number): void {
    for (;;) {
      const oldest = this.#entries[this.#first];
      if (oldest === undefined) return;
      const isInTheWay = oldest.at < at + length && at < oldest.at + textBytesOf(oldest);
      // Text that wrapped around has left what lies behind it; that is older and goes first.
      const isLeftBehind = at === 0 && length > 0 && oldest.at >= this.#endOfLast();
      if (!isInTheWay && !isLeftBehind && this.#objectBytes + objectBytes <= this.#objectBound) return;
      this.#drop(oldest);
    }
  }

  #endOfLast(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? 0 : last.at + textBytesOf(last);
  }

  #drop(oldest: RecordedExchange): void {
    this.#objectBytes -= ENTRY_BYTES + oldest.headBytes;
    this.#dropped += 1;
    this.#entries[this.#first] = undefined as never;
    this.#first += 1;
    // Now and then the dropped half is cut off, so that dropping one costs next to nothing.
    if (this.#first > 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  #held(): readonly RecordedExchange[] {
    return this.#first === 0 ? this.#entries : this.#entries.slice(this.#first);
  }
}

function textBytesOf(entry: RecordedExchange): number {
  return (
    entry.clientRequestLength +
    entry.memberRequestLength +
    entry.memberResponseLength +
    entry.clientResponseLength
  );
}

function timeOrNull(ms: number): number | null {
  return ms < 0 ? null : ms;
}
