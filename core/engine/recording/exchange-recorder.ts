import type { DecisionRecord, ExchangeDetail, ExchangeSummary, MessageHead } from '../../contract/index.ts';
import {
  describeExchange,
  type ExchangeTrace,
  explainExchange,
  explainUnbalanced,
} from '../../decision/index.ts';
import { ByteRing } from './byte-ring.ts';
import { headOf } from './message-text.ts';

/** Four heads as text on the wire; empty for a message that there wasn't. */
export interface RecordedTexts {
  readonly clientRequest: string;
  readonly memberRequest: string;
  readonly memberResponse: string;
  readonly clientResponse: string;
}

/** What is kept of an exchange besides its summary and its heads. */
export interface RecordedFacts {
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
}

interface Entry {
  readonly summary: ExchangeSummary;
  readonly facts: RecordedFacts;
  readonly at: number;
  readonly lengths: readonly [number, number, number, number];
  readonly textBytes: number;
  readonly objectBytes: number;
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
  #entries: Entry[] = [];
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

  add(summary: ExchangeSummary, facts: RecordedFacts, texts: RecordedTexts): void {
    const { clientRequest, memberRequest, memberResponse, clientResponse } = texts;
    let text = clientRequest + memberRequest + memberResponse + clientResponse;
    let lengths: Entry['lengths'] = [
      clientRequest.length,
      memberRequest.length,
      memberResponse.length,
      clientResponse.length,
    ];
    if (text.length > this.#ring.capacityBytes) {
      // Only with a history smaller than one head: the row is kept, its heads are not.
      text = '';
      lengths = [0, 0, 0, 0];
    }
    const at = this.#ring.placeFor(text.length);
    const objectBytes = ENTRY_BYTES + facts.headBytes;
    this.#makeRoom(at, text.length, objectBytes);
    this.#ring.write(text, at);
    this.#objectBytes += objectBytes;
    this.#entries.push({ summary, facts, at, lengths, textBytes: text.length, objectBytes });
  }

  /** The exchange with its whole story, or undefined when it is not (or no longer) held. */
  detail(id: number): ExchangeDetail | undefined {
    const entry = this.#held().findLast((each) => each.summary.id === id);
    if (entry === undefined) return undefined;
    const { facts, summary } = entry;
    const record = 'table' in facts.decision ? describeExchange(facts.decision) : facts.decision;
    const [clientRequest, memberRequest, memberResponse, clientResponse] = this.#headsOf(entry);
    return {
      ...summary,
      record,
      explanation:
        'table' in facts.decision
          ? explainExchange(facts.decision)
          : explainUnbalanced(facts.decision, summary.status),
      clientRequest: clientRequest ?? NO_HEAD,
      memberRequest: memberRequest ?? null,
      memberResponse: memberResponse ?? null,
      clientResponse: clientResponse ?? null,
      client: facts.client,
      requestBodyBytes: facts.requestBodyBytes,
      timing: {
        requestReadMs: timeOrNull(facts.requestReadMs),
        connectedMs: timeOrNull(facts.connectedMs),
        firstByteMs: timeOrNull(facts.firstByteMs),
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

  #headsOf(entry: Entry): readonly (MessageHead | null)[] {
    let at = entry.at;
    return entry.lengths.map((length) => {
      const text = this.#ring.read(at, length);
      at += length;
      return headOf(text);
    });
  }

  /** Drops the oldest until their text does not lie where the new one goes, and there is room for its objects. */
  #makeRoom(at: number, length: number, objectBytes: number): void {
    for (;;) {
      const oldest = this.#entries[this.#first];
      if (oldest === undefined) return;
      const isInTheWay = oldest.at < at + length && at < oldest.at + oldest.textBytes;
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

  #drop(oldest: Entry): void {
    this.#objectBytes -= oldest.objectBytes;
    this.#dropped += 1;
    this.#entries[this.#first] = undefined as never;
    this.#first += 1;
    // Now and then the dropped half is cut off, so that dropping one costs next to nothing.
    if (this.#first > 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  #held(): readonly Entry[] {
    return this.#first === 0 ? this.#entries : this.#entries.slice(this.#first);
  }
}

function timeOrNull(ms: number): number | null {
  return ms < 0 ? null : ms;
}
