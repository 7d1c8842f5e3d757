/** Drives our readers over bytes cut in pieces and writes down what they report. */
import { natives } from '../../../../core/engine/natives.ts';
import {
  type LengthWithChunked,
  type Limits,
  RequestReader,
  ResponseReader,
  requestLimits,
  responseLimits,
  type WireError,
} from '../../../../core/wire/index.ts';

/** One message as either parser saw it. Strings are latin1: one character per byte. */
export interface SeenMessage {
  /** `method target minor` or `status reason minor`. */
  line: string;
  fields: string[];
  body: string;
  trailers: string[];
  isComplete: boolean;
  keepAlive: boolean;
  isUpgrade: boolean;
  /** Index in the input after the last byte of the message; meaningful when complete. */
  endAt: number;
  isHttp09: boolean;
}

/** All that a reader made of an input. */
export interface Run {
  messages: SeenMessage[];
  error: WireError | null;
  /** Index of the first byte that was not consumed. */
  consumed: number;
}

/** Those the engine lends. */
export const nodeNatives = natives;

/** What was overwritten after a push, to catch whoever keeps a view of a chunk. */
const SPOILED = 0xaa;

class Recorder {
  readonly run: Run = { messages: [], error: null, consumed: 0 };
  begun(
    line: string,
    fields: readonly string[],
    keepAlive: boolean,
    isUpgrade: boolean,
    isHttp09 = false,
  ): void {
    this.run.messages.push({
      line,
      fields: [...fields],
      body: '',
      trailers: [],
      isComplete: false,
      keepAlive,
      isUpgrade,
      endAt: -1,
      isHttp09,
    });
  }
  get last(): SeenMessage {
    return this.run.messages.at(-1) as SeenMessage;
  }
  body(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start) throw new Error('empty body range');
    if (this.run.error !== null || this.last.isComplete) throw new Error('body after the end');
    this.last.body += nodeNatives.latin1(chunk, start, end);
  }
  ended(trailers: readonly string[]): void {
    if (this.run.error !== null || this.last.isComplete) throw new Error('a second end');
    this.last.isComplete = true;
    this.last.trailers = [...trailers];
  }
  failed(error: WireError): void {
    if (this.run.error !== null) throw new Error('a second error');
    this.run.error = error;
  }
}

/** Cuts `bytes` at the ascending indexes `cuts` into copies of their own, none of them empty. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const list: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut > from) list.push(new Uint8Array(bytes.subarray(from, cut)));
    from = Math.max(from, cut);
  }
  return list;
}

interface Driven {
  readonly state: string;
  push(chunk: Uint8Array, start?: number, end?: number): number;
  finish(): void;
}

/** Pushes the pieces, calling `proceed` whenever the reader stops before the end of one; stops when that says no. */
function drive(
  reader: Driven,
  recorder: Recorder,
  list: Uint8Array[],
  proceed: (at: number) => boolean,
): void {
  let before = 0;
  for (const piece of list) {
    let at = 0;
    do {
      at = reader.push(piece, at);
      recorder.run.consumed = before + at;
      if (reader.state === 'failed') return;
      if ((reader.state === 'ended' || reader.state === 'detached') && !proceed(before + at)) return;
    } while (at < piece.length);
    piece.fill(SPOILED);
    before += piece.length;
  }
}

/** Reads `bytes` as the requests of one connection. Stops after a message that closes the connection. */
export function runRequests(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  limits: Limits = requestLimits,
): Run {
  const recorder = new Recorder();
  const reader = new RequestReader(
    {
      onRequestHead: (head) =>
        recorder.begun(
          `${head.method} ${head.target} ${head.minorVersion}`,
          head.fields,
          head.keepAlive,
          head.upgrade !== null,
        ),
      onRequestBody: (chunk, start, end) => recorder.body(chunk, start, end),
      onRequestEnd: (trailers) => recorder.ended(trailers),
      onRequestError: (error) => recorder.failed(error),
    },
    nodeNatives,
    limits,
  );
  drive(reader, recorder, pieces(bytes, cuts), (at) => {
    recorder.last.endAt = at;
    reader.next();
    return recorder.last.keepAlive;
  });
  return recorder.run;
}

/** How the requests went to which the bytes are the answers. */
export interface Asked {
  readonly methods: readonly string[];
  readonly asksUpgrade?: boolean;
  readonly lengthWithChunked?: LengthWithChunked;
  /** Whether the connection ends after the bytes. */
  readonly isClosed?: boolean;
}

/** Reads `bytes` as the answers on one member connection; interim ones are listed like the others. */
export function runResponses(
  bytes: Uint8Array,
  asked: Asked,
  cuts: readonly number[] = [],
  limits: Limits = responseLimits,
): Run {
  const recorder = new Recorder();
  let answered = 0;
  let messageAt = 0;
  const reader = new ResponseReader(
    {
      onInterimResponse: (head) => {
        recorder.begun(
          `${head.status} ${head.reason} ${head.minorVersion}`,
          head.fields,
          head.keepAlive,
          false,
        );
        recorder.last.isComplete = true;
        // Heads have no index in the input; their sizes add up to it.
        recorder.last.endAt = messageAt += head.headBytes;
      },
      onResponseHead: (head) =>
        recorder.begun(
          `${head.status} ${head.reason} ${head.minorVersion}`,
          head.fields,
          head.keepAlive,
          head.status === 101,
          head.isHttp09,
        ),
      onResponseBody: (chunk, start, end) => recorder.body(chunk, start, end),
      onResponseEnd: (trailers) => recorder.ended(trailers),
      onResponseError: (error) => recorder.failed(error),
    },
    nodeNatives,
    limits,
    asked.lengthWithChunked,
  );
  const begin = () => reader.begin(asked.methods[answered++] as string, asked.asksUpgrade ?? false);
  begin();
  drive(reader, recorder, pieces(bytes, cuts), (at) => {
    messageAt = at;
    recorder.last.endAt = at;
    if (!recorder.last.keepAlive || answered === asked.methods.length) return false;
    begin();
    return true;
  });
  if (asked.isClosed === true) {
    reader.finish();
    const last = recorder.run.messages.at(-1);
    if (last?.isComplete === true && last.endAt === -1) last.endAt = bytes.length;
  }
  return recorder.run;
}
