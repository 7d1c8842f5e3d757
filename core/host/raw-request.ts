import net from 'node:net';
import tls from 'node:tls';

export interface RawRequest {
  readonly host: string;
  readonly port: number;
  /** The certificate that must be shown, as PEM, and the name to ask for; null for plain HTTP. */
  readonly tls: { readonly certificatePem: string; readonly serverName: string } | null;
  /** Everything that is sent. */
  readonly bytes: Buffer;
  /** HEAD gets no body, whatever the head says. */
  readonly isHead: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The answer as it came: nothing is decoded, joined or reordered. Texts hold one character a byte (latin1). */
export interface RawAnswer {
  /** Status line and field lines of the final answer, without their CRLF. */
  readonly lines: readonly string[];
  /** The same of each interim answer (1xx, but not 101), in order. */
  readonly interim: readonly (readonly string[])[];
  readonly status: number;
  readonly bodyBytes: number;
  /** The first megabyte of the body, with its framing. */
  readonly body: string;
}

/** A head longer than this is none (16 times what servers send at most); of bodies no more is kept. */
const MOST_BYTES = 1024 * 1024;

/**
 * Sends bytes on a connection of their own and reads the answer to its end; the connection is closed then. null when
 * none came: refused, closed, not HTTP, or too late. Rejects only when `signal` was aborted.
 */
export function sendRaw(request: RawRequest): Promise<RawAnswer | null> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted === true) {
      reject(request.signal.reason);
      return;
    }
    const socket = connect(request, () => socket.write(request.bytes));
    const reader = new AnswerReader(request.isHead);
    const settle = (answer: RawAnswer | null): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
      resolve(answer);
      socket.destroy();
    };
    const abort = (): void => {
      clearTimeout(timer);
      reject(request.signal?.reason);
      socket.destroy();
    };
    const timer = setTimeout(() => settle(null), request.timeoutMs);
    request.signal?.addEventListener('abort', abort, { once: true });
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      if (reader.isWhole || reader.isBad) settle(reader.answer());
    });
    socket.on('error', () => settle(reader.answer()));
    socket.on('close', () => settle(reader.answer()));
  });
}

function connect(request: RawRequest, connected: () => void): net.Socket {
  const place = { host: request.host, port: request.port, noDelay: true };
  if (request.tls === null) return net.connect(place, connected);
  return tls.connect(
    {
      ...place,
      ca: request.tls.certificatePem,
      ...(net.isIP(request.tls.serverName) === 0 ? { servername: request.tls.serverName } : {}),
      // The certificate is ours and known; which of its names was asked for is not the question here.
      checkServerIdentity: () => undefined,
      ALPNProtocols: ['http/1.1'],
    },
    connected,
  );
}

/** Reads one final answer. Apart from core/wire, so that what checks our engine does not share its mistakes. */
class AnswerReader {
  readonly #isHead: boolean;
  #head = Buffer.alloc(0);
  #lines: readonly string[] | null = null;
  readonly #interim: (readonly string[])[] = [];
  #bodyBytes = 0;
  #tail = '';
  readonly #body: Buffer[] = [];
  isBad = false;

  constructor(isHead: boolean) {
    this.#isHead = isHead;
  }

  push(chunk: Buffer): void {
    if (this.#lines !== null) {
      this.#countBody(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    for (;;) {
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) {
        this.isBad = this.#head.length > MOST_BYTES;
        return;
      }
      const lines = this.#head.toString('latin1', 0, end).split('\r\n');
      this.#head = this.#head.subarray(end + 4);
      const status = statusOf(lines);
      if (status === 0) {
        this.isBad = true;
        return;
      }
      if (status >= 200 || status === 101) {
        this.#lines = lines;
        this.#countBody(this.#head);
        return;
      }
      this.#interim.push(lines);
    }
  }

  get isWhole(): boolean {
    if (this.#lines === null) return false;
    const status = statusOf(this.#lines);
    if (this.#isHead || status === 101 || status === 204 || status === 304) return true;
    const length = fieldOf(this.#lines, 'content-length');
    if (length !== null) return this.#bodyBytes >= Number(length);
    return fieldOf(this.#lines, 'transfer-encoding') !== null && this.#tail.endsWith('0\r\n\r\n');
  }

  answer(): RawAnswer | null {
    if (this.#lines === null) return null;
    return {
      lines: this.#lines,
      interim: this.#interim,
      status: statusOf(this.#lines),
      bodyBytes: this.#bodyBytes,
      body: Buffer.concat(this.#body).toString('latin1'),
    };
  }

  #countBody(chunk: Buffer): void {
    if (this.#bodyBytes < MOST_BYTES) this.#body.push(chunk);
    this.#bodyBytes += chunk.length;
    // The last chunk and the end of the (empty) trailer section.
    this.#tail = (this.#tail + chunk.toString('latin1')).slice(-5);
  }
}

function statusOf(lines: readonly string[]): number {
  return Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(lines[0] ?? '')?.[1] ?? 0);
}

/** The value of the first field of that name (lower case) in the lines of a head, or null. */
export function fieldOf(lines: readonly string[], name: string): string | null {
  return fieldsOf(lines, name)[0] ?? null;
}

/** The values of all fields of that name (lower case), in order. */
export function fieldsOf(lines: readonly string[], name: string): readonly string[] {
  return lines.slice(1).flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
}
