/** Sinks that write down what they get, for tests of single behaviours. */
import {
  type LengthWithChunked,
  type Limits,
  pureNatives,
  type RequestHead,
  RequestReader,
  type ResponseHead,
  ResponseReader,
  requestLimits,
  responseLimits,
  type WireError,
} from '../../../core/wire/index.ts';

export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

const textOf = (chunk: Uint8Array, start: number, end: number) => pureNatives.latin1(chunk, start, end);

/** What happened, in order, as short lines; heads and errors apart. `act` is called after each line. */
export class Log {
  readonly lines: string[] = [];
  readonly requests: RequestHead[] = [];
  readonly responses: ResponseHead[] = [];
  error: WireError | null = null;
  act: (line: string) => void = () => {};

  note(line: string): void {
    this.lines.push(line);
    this.act(line);
  }
}

/** A request reader with pure natives and its log. */
export function requestReader(limits: Partial<Limits> = {}): { reader: RequestReader; log: Log } {
  const log = new Log();
  const reader = new RequestReader(
    {
      onRequestHead: (head) => {
        log.requests.push(head);
        log.note(`head ${head.method} ${head.target}`);
      },
      onRequestBody: (chunk, start, end) => log.note(`body ${textOf(chunk, start, end)}`),
      onRequestEnd: (trailers) => log.note(trailers.length === 0 ? 'end' : `end ${trailers.join('|')}`),
      onRequestError: (error) => {
        log.error = error;
        log.note(`error ${error.code} ${error.status} at ${error.offset}`);
      },
    },
    pureNatives,
    { ...requestLimits, ...limits },
  );
  return { reader, log };
}

/** A response reader with pure natives and its log. */
export function responseReader(
  limits: Partial<Limits> = {},
  lengthWithChunked?: LengthWithChunked,
): { reader: ResponseReader; log: Log } {
  const log = new Log();
  const reader = new ResponseReader(
    {
      onInterimResponse: (head, count) => {
        log.responses.push(head);
        log.note(`interim ${head.status} no. ${count}`);
      },
      onResponseHead: (head) => {
        log.responses.push(head);
        log.note(`head ${head.status} ${head.reason}`);
      },
      onResponseBody: (chunk, start, end) => log.note(`body ${textOf(chunk, start, end)}`),
      onResponseEnd: (trailers) => log.note(trailers.length === 0 ? 'end' : `end ${trailers.join('|')}`),
      onResponseError: (error) => {
        log.error = error;
        log.note(`error ${error.code} ${error.status} at ${error.offset}`);
      },
    },
    pureNatives,
    { ...responseLimits, ...limits },
    lengthWithChunked,
  );
  return { reader, log };
}
