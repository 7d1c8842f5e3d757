import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

export interface MemberQuestion {
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly method: string;
  /** The request target, one character a byte. */
  readonly target: string;
  /** Flat: name, value, name, value; Host and framing included. */
  readonly fields: readonly string[];
  readonly body: Buffer | null;
  readonly timeoutMs: number;
}

/** What a member answered, its body bounded. */
export interface MemberReply {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly contentType: string | null;
  readonly bodyBytes: number;
  /** As text, codings taken off; null for what is no text. */
  readonly body: string | null;
  readonly isTruncated: boolean;
  /** SHA-256 of the body as it came, hexadecimal. */
  readonly hash: string;
  readonly durationMs: number;
}

/** A page longer than this is compared by its beginning. */
const MOST_TEXT = 256 * 1024;
/** Read at most, so that a member that never ends costs no memory. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Asks one member directly. Gives its answer, or in words why there is none. */
export function askMember(question: MemberQuestion): Promise<MemberReply | string> {
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    const request = (question.isTls ? https : http).request({
      host: question.hostname,
      port: question.port,
      method: question.method,
      path: question.target,
      agent: false,
      headers: [...question.fields] as unknown as http.OutgoingHttpHeaders,
      // As Apache by default (SSLProxyVerify none): backends on this machine show certificates of their own.
      ...(question.isTls ? { rejectUnauthorized: false } : {}),
    });
    const timer = setTimeout(() => {
      resolve(`no answer within ${question.timeoutMs / 1000} s`);
      request.destroy();
    }, question.timeoutMs);
    const settle = (reply: MemberReply | string): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    request.on('error', (error: NodeJS.ErrnoException) => settle(troubleWords(error)));
    request.on('response', (response) => {
      const kept: Buffer[] = [];
      const hash = createHash('sha256');
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        if (size < MOST_BYTES) kept.push(chunk);
        size += chunk.length;
        if (size < MOST_BYTES) return;
        settle(replyOf(response, kept, size, true, hash.digest('hex'), startedAtMs));
        request.destroy();
      });
      response.on('error', () => settle('it closed the connection in the middle of its answer'));
      response.on('end', () => {
        if (response.complete) {
          settle(replyOf(response, kept, size, false, hash.digest('hex'), startedAtMs));
        } else settle('it closed the connection in the middle of its answer');
      });
    });
    request.end(question.body ?? undefined);
  });
}

function replyOf(
  response: http.IncomingMessage,
  kept: readonly Buffer[],
  bodyBytes: number,
  isCut: boolean,
  hash: string,
  startedAtMs: number,
): MemberReply {
  const contentType = response.headers['content-type'] ?? null;
  const bytes = isCut ? null : decoded(Buffer.concat(kept), response.headers['content-encoding']);
  const text = bytes === null ? null : textOf(bytes.subarray(0, MOST_TEXT), contentType);
  const { rawHeaders } = response;
  return {
    status: response.statusCode ?? 0,
    fields: rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
    ),
    contentType,
    bodyBytes,
    body: text,
    isTruncated: isCut || (bytes !== null && bytes.length > MOST_TEXT),
    hash,
    durationMs: Math.round((performance.now() - startedAtMs) * 10) / 10,
  };
}

/** The body without its content coding (RFC 9110 §8.4.1), or null where that can't be taken off. */
function decoded(bytes: Buffer, coding: string | undefined): Buffer | null {
  const options = { maxOutputLength: MOST_BYTES };
  try {
    switch (coding?.toLowerCase()) {
      case undefined:
      case '':
      case 'identity':
        return bytes;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, options);
      case 'deflate':
        return inflateSync(bytes, options);
      case 'br':
        return brotliDecompressSync(bytes, options);
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function textOf(bytes: Buffer, contentType: string | null): string | null {
  if (bytes.includes(0)) return null;
  const charset = /charset="?([\w.-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function troubleWords(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused: nothing listens there';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it closed the connection without an answer';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name could not be resolved';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'it can’t be reached';
    case 'ETIMEDOUT':
      return 'connecting took too long';
    default:
      return error.code?.startsWith('HPE_') === true
        ? `its answer can’t be read (${error.code})`
        : error.message;
  }
}
