import {
  clientResponseFields,
  connectionField,
  errorPage,
  type OwnAnswer,
  reverseLocation,
} from '../decision/index.ts';
import {
  fieldLines,
  type RequestHead,
  type ResponseHead,
  statusLine,
  writeResponseHead,
} from '../wire/index.ts';
import type { OutgoingAnswer } from './attempt-host.ts';
import { httpDate } from './http-date.ts';
import { bytesOfText, joined } from './natives.ts';
import type { ReadySite } from './site-table.ts';

/** What an answer to a client depends on besides the member's head. */
export interface ClientAnswerParts {
  readonly request: RequestHead;
  readonly site: ReadySite;
  readonly isTls: boolean;
  /** The port listened on. */
  readonly port: number;
  readonly setCookie: string | null;
  /** The client connection ends after this answer. */
  readonly mustClose: boolean;
}

/** What an answer's head is made of besides its date; equal by identity means the same head. */
interface MadeFrom {
  head: ResponseHead | null;
  site: ReadySite | null;
  setCookie: string | null;
  isTls: boolean;
  host: string | null;
  connection: string | null;
}

/**
 * The head that a member connection's last answer got on its way to the client. When the member says the same again,
 * which its reader tells by handing out the very head of the answer before, so is this the same.
 */
export class LastAnswer {
  readonly #from: MadeFrom = {
    head: null,
    site: null,
    setCookie: null,
    isTls: false,
    host: null,
    connection: null,
  };
  /** Ours is in the lines where the member sent no date. */
  #date = '';
  #answer: OutgoingAnswer = {
    startLine: '',
    fieldLines: '',
    fieldBytes: null,
    isChunked: false,
    endsByClosing: false,
  };

  answerFor(
    parts: ClientAnswerParts,
    head: ResponseHead,
    isChunked: boolean,
    endsByClosing: boolean,
    connection: string | null,
  ): OutgoingAnswer {
    const from = this.#from;
    const { request, site, setCookie, isTls } = parts;
    const answer = this.#answer;
    if (
      from.head === head &&
      from.site === site &&
      from.setCookie === setCookie &&
      from.connection === connection &&
      answer.isChunked === isChunked &&
      answer.endsByClosing === endsByClosing &&
      from.isTls === isTls &&
      from.host === request.host &&
      this.#date === httpDate()
    ) {
      if (answer.fieldBytes === null)
        this.#answer = { ...answer, fieldBytes: bytesOfText(answer.fieldLines) };
      return this.#answer;
    }
    from.head = head;
    from.site = site;
    from.setCookie = setCookie;
    from.isTls = isTls;
    from.host = request.host;
    from.connection = connection;
    this.#date = httpDate();
    this.#answer = {
      startLine: statusLine(head.status, head.reason),
      fieldLines: joined(`${fieldLines(fieldsFor(parts, head, isChunked, connection))}\r\n`),
      fieldBytes: null,
      isChunked,
      endsByClosing,
    };
    return this.#answer;
  }
}

/** A member's final answer as the client gets it (APACHE.md §6.2). */
export function answerForClient(
  parts: ClientAnswerParts,
  head: ResponseHead,
  last: LastAnswer,
): OutgoingAnswer {
  const { request } = parts;
  const isLengthKnown = head.framing === 'none' || head.framing === 'length';
  // RFC 9112 §7: an HTTP/1.0 client knows no chunks; only the end of the connection can tell it where the body ends.
  const isChunked = !isLengthKnown && request.minorVersion === 1;
  const endsByClosing = !isLengthKnown && !isChunked;
  const closes = parts.mustClose || endsByClosing || !request.keepAlive;
  const connection = connectionField(closes, request.minorVersion === 0);
  return last.answerFor(parts, head, isChunked, endsByClosing, connection);
}

/** An interim answer as the client gets it: nothing of ours in it (APACHE.md §6.2). */
export function interimForClient(parts: ClientAnswerParts, head: ResponseHead): string {
  return writeResponseHead(head.status, head.reason, fieldsFor(parts, head, false, null));
}

/** A 101: the member's own cookies are relayed, ours is never added (APACHE.md §6.3). */
export function switchForClient(parts: ClientAnswerParts, head: ResponseHead): string {
  return writeResponseHead(head.status, head.reason, fieldsFor(parts, head, false, null));
}

/** A page of our own, head and body, and whether the connection ends after it. */
export interface OwnPage {
  readonly head: string;
  readonly body: string;
  readonly closes: boolean;
}

/** A page of our own (APACHE.md §2.7): never with a route cookie. */
export function ownPage(answer: OwnAnswer, request: RequestHead, mustClose: boolean): OwnPage {
  const page = errorPage(answer, {
    method: request.method,
    date: httpDate(),
    server: null,
    mustClose: mustClose || !request.keepAlive,
    isHttp10: request.minorVersion === 0,
  });
  return {
    head: writeResponseHead(answer.status, answer.reasonPhrase, page.fields),
    body: page.body,
    closes: page.closes,
  };
}

/** An answer of our own to OPTIONS or TRACE (APACHE.md §6.5). */
export function ownAnswer(
  fields: readonly string[],
  body: string,
  request: RequestHead,
  mustClose: boolean,
): OwnPage {
  const closes = mustClose || !request.keepAlive;
  const all = ['Date', httpDate(), ...fields, 'Content-Length', String(body.length)];
  const connection = connectionField(closes, request.minorVersion === 0);
  if (connection !== null) all.push('Connection', connection);
  return { head: writeResponseHead(200, 'OK', all), body, closes };
}

function fieldsFor(
  parts: ClientAnswerParts,
  head: ResponseHead,
  isChunked: boolean,
  connection: string | null,
): readonly string[] {
  const { request, site } = parts;
  const { serverName } = site.settings;
  return clientResponseFields({
    fields: head.fields,
    connectionOptions: head.connectionOptions,
    status: head.status,
    isChunked,
    date: httpDate(),
    server: null,
    setCookie: parts.setCookie,
    connection,
    upgrade: head.upgrade,
    rewriteLocation: (url) =>
      reverseLocation(url, site.reverseRules, {
        scheme: parts.isTls ? 'https' : 'http',
        host: request.host,
        serverName,
      }),
  });
}

/** Reason phrases of requests that are refused unread (RFC 9110 §15.5, §15.6). */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
};

/** The reason phrase of a refusal. */
export function refusalPhrase(status: number): string {
  return REFUSALS[status] ?? 'Bad Request';
}
