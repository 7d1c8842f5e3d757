/**
 * The oracle: whatever our codec accepts, Node's strict parser must accept and frame identically.
 *
 * The check runs after ours. llhttp gets the same bytes, one message at a time, and must complete each
 * message with exactly its last byte, neither before nor after. Of a message that ours did not finish, llhttp gets
 * the bytes ours consumed and must have seen the same head and the same body.
 *
 * Named exceptions (ENGINE.md), each handled by changing the bytes that llhttp gets and nothing else:
 * extension methods are replaced by a method of llhttp's, 8-bit bytes in targets by "x"; HTTP/0.9-style answers have no
 * framing to compare.
 */
import type { Run, SeenMessage } from './codec-run.ts';
import { knownMethods, Llhttp, type LlhttpMessage } from './llhttp.ts';

const requestParser = new Llhttp('request');
const responseParser = new Llhttp('response');

/** How often each named exception was met. */
export const exceptionsMet = { extensionMethod: 0, eightBitTarget: 0, http09: 0 };

/** What differs, in words, or null when llhttp agrees with `run`, our reading of `bytes` as requests. */
export function compareRequests(bytes: Uint8Array, run: Run): string | null {
  let start = 0;
  for (const message of run.messages) {
    const end = message.isComplete ? message.endAt : endOfPart(run);
    const input = adaptRequest(Buffer.from(bytes.subarray(start, end)), message);
    requestParser.reset();
    const difference = compareOne(requestParser, input.bytes, input.message, message, 0);
    if (difference !== null) return `message at ${start}: ${difference}`;
    start = end;
  }
  return compareSequence(requestParser, bytes, run, []);
}

/** As `compareRequests`, for `bytes` read as answers to requests with `methods`. */
export function compareResponses(
  bytes: Uint8Array,
  run: Run,
  methods: readonly string[],
  isClosed: boolean,
): string | null {
  if (run.messages.some((message) => message.isHttp09)) {
    exceptionsMet.http09++;
    return null;
  }
  responseParser.reset(methods);
  return compareSequence(responseParser, bytes, run, methods, isClosed);
}

/** Bytes of an unfinished message that both must agree on. */
function endOfPart(run: Run): number {
  return run.consumed;
}

/** The message alone in a parser of its own, fed up to its last byte and then that. */
function compareOne(
  parser: Llhttp,
  bytes: Buffer,
  wanted: SeenMessage,
  original: SeenMessage,
  index: number,
): string | null {
  if (original.isComplete) {
    parser.feed(bytes, 0, bytes.length - 1);
    if (parser.error === null && parser.completed > index) return 'llhttp ends the message earlier';
    parser.feed(bytes, bytes.length - 1, bytes.length);
    if (parser.error !== null) return `llhttp refuses: ${parser.error}`;
    if (parser.completed !== index + 1) return 'llhttp does not end the message here';
  } else {
    parser.feed(bytes, 0, bytes.length);
    if (parser.error !== null) return `llhttp refuses: ${parser.error}`;
    if (parser.completed > index) return 'llhttp ends the message earlier';
  }
  return differenceOf(parser.messages[index], wanted);
}

/** All messages through one parser, to see that keep-alive and state between messages agree too. */
function compareSequence(
  parser: Llhttp,
  bytes: Uint8Array,
  run: Run,
  methods: readonly string[],
  isClosed = false,
): string | null {
  parser.reset(methods);
  let start = 0;
  let finals = 0;
  for (const [index, message] of run.messages.entries()) {
    const end = message.isComplete ? message.endAt : endOfPart(run);
    let part: Buffer = Buffer.from(bytes.subarray(start, end));
    let wanted = message;
    if (methods.length === 0) ({ bytes: part, message: wanted } = adaptRequest(part, message));
    const endsByClosing = isClosed && message.isComplete && end === bytes.length && !message.keepAlive;
    if (message.isComplete && !message.isUpgrade && !endsByClosing) {
      parser.feed(part, 0, part.length - 1);
      if (parser.error === null && parser.completed > index)
        return `message ${index}: llhttp ends it earlier`;
      parser.feed(part, part.length - 1, part.length);
    } else parser.feed(part, 0, part.length);
    if (endsByClosing && parser.completed === index && parser.error === null) parser.finish();
    if (parser.error !== null) return `message ${index}: llhttp refuses: ${parser.error}`;
    if (message.isComplete && parser.completed !== index + 1)
      return `message ${index}: llhttp does not end it here`;
    // llhttp reports keep-alive before it is told that an answer to HEAD has no body; the next message shows what it did.
    const isToHead = methods.length > 0 && methods[finals] === 'HEAD';
    if (!isInterimLine(message.line)) finals++;
    const difference = differenceOf(parser.messages[index], wanted, isToHead);
    if (difference !== null) return `message ${index}: ${difference}`;
    // llhttp leaves the protocol at an upgrade; ours goes on until the engine says so.
    if ((parser.messages[index] as LlhttpMessage).isUpgrade) return null;
    start = end;
  }
  return null;
}

/** Whether a status line is that of an interim answer. */
function isInterimLine(line: string): boolean {
  return /^1(?!01)\d\d /.test(line);
}

function differenceOf(theirs: LlhttpMessage | undefined, ours: SeenMessage, isToHead = false): string | null {
  if (theirs === undefined) return 'llhttp has not seen the head';
  if (theirs.line !== ours.line) return `start line: ${show(theirs.line)} instead of ${show(ours.line)}`;
  if (!sameList(theirs.fields, ours.fields))
    return `fields: ${show(theirs.fields)} instead of ${show(ours.fields)}`;
  if (theirs.body !== ours.body) return `body: ${show(theirs.body)} instead of ${show(ours.body)}`;
  if (ours.isComplete && !sameList(theirs.trailers, ours.trailers)) {
    return `trailers: ${show(theirs.trailers)} instead of ${show(ours.trailers)}`;
  }
  if (ours.keepAlive && !theirs.keepAlive && !ours.isUpgrade && !isToHead)
    return 'llhttp closes the connection, we keep it';
  if (ours.isUpgrade && !theirs.isUpgrade) return 'we see an upgrade, llhttp does not';
  return null;
}

/** Applies the exceptions for requests: the same message with a method and a target that llhttp takes. */
function adaptRequest(bytes: Buffer, message: SeenMessage): { bytes: Buffer; message: SeenMessage } {
  const [method, target, minor] = message.line.split(' ') as [string, string, string];
  const knownMethod = knownMethods.has(method) && method !== 'SOURCE' ? method : 'POST';
  const plainTarget = target.replace(/[\x80-\xff]/g, 'x');
  if (knownMethod === method && plainTarget === target) return { bytes, message };
  if (knownMethod !== method) exceptionsMet.extensionMethod++;
  if (plainTarget !== target) exceptionsMet.eightBitTarget++;
  const lineAt = bytes.toString('latin1').search(/[^\r\n]/);
  const lineEnd = lineAt + method.length + 1 + target.length;
  return {
    bytes: Buffer.concat([
      bytes.subarray(0, lineAt),
      Buffer.from(`${knownMethod} ${plainTarget}`, 'latin1'),
      bytes.subarray(lineEnd),
    ]),
    message: { ...message, line: `${knownMethod} ${plainTarget} ${minor}` },
  };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
