/**
 * Node's own parser (llhttp, strict: no lenient flag set), driven synchronously through the binding that `node:http` uses.
 * `_http_common` is not a public module; it is what lets the oracle judge millions of inputs.
 */
import { createRequire } from 'node:module';

type HeadersComplete = (
  major: number,
  minor: number,
  fields: string[] | undefined,
  method: number | undefined,
  url: string | undefined,
  status: number | undefined,
  reason: string | undefined,
  upgrade: boolean,
  keepAlive: boolean,
) => number;

interface NativeParser {
  initialize(type: number, resource: object, maxHeaderBytes: number, lenientFlags: number): void;
  execute(bytes: Buffer): number | (Error & { code?: string; reason?: string });
  finish(): undefined | (Error & { code?: string; reason?: string });
  free(): void;
  [callback: number]: unknown;
}

interface NativeParserClass {
  new (): NativeParser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const HTTPParser = (createRequire(import.meta.url)('_http_common') as { HTTPParser: NativeParserClass })
  .HTTPParser;

/** Large enough that llhttp's host never refuses for size: sizes are our limits' business. */
const MAX_HEADER_BYTES = 1 << 24;

/** What llhttp reported of one message. */
export interface LlhttpMessage {
  line: string;
  fields: string[];
  body: string;
  trailers: string[];
  isComplete: boolean;
  keepAlive: boolean;
  isUpgrade: boolean;
}

/** One llhttp parser for one side of a connection. Reused over inputs: making one is what costs. */
export class Llhttp {
  readonly messages: LlhttpMessage[] = [];
  completed = 0;
  /** Code and reason of the error it reported, or null. */
  error: string | null = null;
  #parser: NativeParser = new HTTPParser();
  readonly #type: number;
  #fields: string[] = [];
  #url = '';
  #isHeadDone = false;
  #uses = 0;
  /** Methods of the requests that were sent, for answers. */
  #methods: readonly string[] = [];
  #answered = 0;

  constructor(kind: 'request' | 'response') {
    this.#type = kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE;
    this.#hook();
  }

  /** Forgets everything. */
  reset(methods: readonly string[] = []): void {
    // Each use leaves some bookkeeping in the native object: now and then take a new one.
    if (++this.#uses % 5000 === 0) {
      this.#parser.free();
      this.#parser = new HTTPParser();
      this.#hook();
    }
    this.#parser.initialize(this.#type, {}, MAX_HEADER_BYTES, 0);
    this.messages.length = 0;
    this.completed = 0;
    this.error = null;
    this.#fields = [];
    this.#url = '';
    this.#isHeadDone = false;
    this.#methods = methods;
    this.#answered = 0;
  }

  /** Feeds `bytes` from `start` to `end`. */
  feed(bytes: Buffer, start: number, end: number): void {
    if (start === end || this.error !== null) return;
    const result = this.#parser.execute(bytes.subarray(start, end));
    if (typeof result !== 'number') this.error = `${result.code} ${result.reason}`;
  }

  /** The connection ended. */
  finish(): void {
    const result = this.#parser.finish();
    if (result !== undefined) this.error = `${result.code} ${result.reason}`;
  }

  #hook(): void {
    const parser = this.#parser;
    parser[HTTPParser.kOnHeaders] = (fields: string[], url: string) => {
      if (this.#isHeadDone) (this.messages.at(-1) as LlhttpMessage).trailers.push(...fields);
      else {
        this.#fields.push(...fields);
        this.#url += url;
      }
    };
    const complete: HeadersComplete = (
      major,
      minor,
      fields,
      method,
      url,
      status,
      reason,
      upgrade,
      keepAlive,
    ) => {
      const isRequest = this.#type === HTTPParser.REQUEST;
      this.messages.push({
        line: isRequest
          ? `${methodName(method)} ${url ?? this.#url} ${major === 1 ? minor : -1}`
          : `${status} ${reason} ${major === 1 ? minor : -1}`,
        fields: fields ?? this.#fields,
        body: '',
        trailers: [],
        isComplete: false,
        keepAlive,
        isUpgrade: upgrade,
      });
      this.#fields = [];
      this.#url = '';
      this.#isHeadDone = true;
      if (isRequest) return 0;
      // As Node's client answers: 2 = tunnel, 1 = no body.
      if (upgrade) return 2;
      if ((status as number) < 200) return 1;
      return this.#methods[this.#answered++] === 'HEAD' ? 1 : 0;
    };
    parser[HTTPParser.kOnHeadersComplete] = complete;
    parser[HTTPParser.kOnBody] = (body: Buffer) => {
      (this.messages.at(-1) as LlhttpMessage).body += body.toString('latin1');
    };
    parser[HTTPParser.kOnMessageComplete] = () => {
      const message = this.messages.at(-1) as LlhttpMessage;
      message.isComplete = true;
      this.completed++;
      this.#isHeadDone = false;
    };
  }
}

const CANDIDATES =
  'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'.split(
    ' ',
  );

const nameByNumber = new Map<number, string>();

/** llhttp's name of a method number, learned by asking it. */
function methodName(number: number | undefined): string {
  return nameByNumber.get(number as number) ?? `#${number}`;
}

for (const name of CANDIDATES) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, MAX_HEADER_BYTES, 0);
  const learn: HeadersComplete = (_major, _minor, _fields, method) => {
    nameByNumber.set(method as number, name);
    return 0;
  };
  parser[HTTPParser.kOnHeadersComplete] = learn;
  const bytes = Buffer.from(`${name} ${name === 'CONNECT' ? 'a:1' : '/'} HTTP/1.1\r\nHost: a\r\n\r\n`);
  parser.execute(bytes);
}

/** Methods that llhttp knows; all others are the named exception "extension methods". */
export const knownMethods: ReadonlySet<string> = new Set(nameByNumber.values());
