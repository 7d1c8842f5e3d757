import { connect, type Socket } from 'node:net';
import { ADDRESS } from './address.ts';
import type { Answer, RequestStep } from './scenario.ts';

/** Fields that name a clock, a product or a connection: they differ between any two servers. */
const MASKED = new Set(['date', 'server', 'connection', 'keep-alive']);

/** Cookies that the scenario's clients keep, one jar for each side. */
export class Jars {
  readonly #jars = new Map<number, Map<string, string>>();

  header(client: number): string {
    return [...(this.#jars.get(client) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(client: number, answer: Answer): void {
    const jar = this.#jars.get(client) ?? new Map<string, string>();
    this.#jars.set(client, jar);
    for (let index = 0; index < answer.fields.length; index += 2) {
      if (answer.fields[index]?.toLowerCase() !== 'set-cookie') continue;
      const [pair = ''] = (answer.fields[index + 1] ?? '').split(';');
      const equals = pair.indexOf('=');
      if (equals > 0) jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }
}

/**
 * Sends a step's requests one after the other on a connection of their own, as long as it stays open, and reads the
 * answers; `undefined` for a request that got none. The jars keep what the answers set.
 */
export async function exchange(
  port: number,
  step: RequestStep,
  jars: Jars,
  timeoutMs = 8000,
): Promise<readonly (Answer | undefined)[]> {
  const socket = connect({ port, host: ADDRESS, noDelay: true });
  try {
    const answers: (Answer | undefined)[] = [];
    for (const request of [step, ...(step.more ?? [])]) {
      const { answer, stays } = await send(socket, request, jars.header(request.client), timeoutMs);
      answers.push(answer);
      if (answer !== undefined) jars.keep(request.client, answer);
      if (!stays) break;
    }
    return answers;
  } finally {
    socket.destroy();
  }
}

interface Sent {
  readonly answer: Answer | undefined;
  /** Whether the connection may be used again. */
  readonly stays: boolean;
}

function send(socket: Socket, step: RequestStep, jar: string, timeoutMs: number): Promise<Sent> {
  return new Promise((resolve) => {
    const reader = new AnswerReader(step.method === 'HEAD', step.version === '1.0');
    const finish = (answer: Answer | undefined, stays: boolean): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      resolve({ answer, stays });
    };
    const timer = setTimeout(() => {
      finish(undefined, false);
    }, timeoutMs);
    socket.on('error', () => finish(undefined, false));
    socket.on('end', () => finish(reader.end(), false));
    socket.on('data', (chunk) => {
      const answer = reader.push(chunk);
      if (answer === undefined) return;
      // A tunnel is asked for an echo, which ends it.
      if (answer.status === 101 && answer.body === '') socket.write(ECHO);
      else finish(answer, reader.stays);
    });
    socket.write(requestBytes(step, jar));
  });
}

/** What is sent through a tunnel, and comes back. */
const ECHO = 'through the tunnel';

function requestBytes(step: RequestStep, jar: string): Buffer {
  const lines = [`${step.method} ${step.target} HTTP/${step.version ?? '1.1'}`];
  if (step.host !== '') lines.push(`Host: ${step.host ?? 'parity.test'}`);
  for (let index = 0; index < step.fields.length; index += 2) {
    lines.push(`${step.fields[index]}: ${step.fields[index + 1]}`);
  }
  for (const cookie of step.cookies) {
    const value = cookie.replaceAll('{jar}', jar);
    if (value !== '') lines.push(`Cookie: ${value}`);
  }
  if (step.answer !== null) lines.push(`X-Do: ${step.answer}`);
  const body =
    step.body === null ? Buffer.alloc(0) : Buffer.alloc(step.body.bytes, 'abcdefghijklmnopqrstuvwxyz');
  if (step.body?.chunked === true) lines.push('Transfer-Encoding: chunked');
  else if (step.body !== null) lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (step.body?.chunked !== true) return Buffer.concat([head, body]);
  const parts: Buffer[] = [head];
  for (let offset = 0; offset < body.length; offset += 5000) {
    const piece = body.subarray(offset, offset + 5000);
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from('0\r\n\r\n'));
  return Buffer.concat(parts);
}

/** Reads one final answer. Kept apart from `core/wire`, so that a mistake there cannot hide itself. */
class AnswerReader {
  readonly #headOnly: boolean;
  readonly #isOld: boolean;
  #bytes = Buffer.alloc(0);
  #interim: number[] = [];
  #stays = false;

  constructor(headOnly: boolean, isOld: boolean) {
    this.#headOnly = headOnly;
    this.#isOld = isOld;
  }

  /** Whether the answer leaves the connection open. */
  get stays(): boolean {
    return this.#stays;
  }

  push(chunk: Buffer): Answer | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    return this.#read(false);
  }

  end(): Answer | undefined {
    return this.#read(true);
  }

  #read(ended: boolean): Answer | undefined {
    for (;;) {
      const headEnd = this.#bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) return undefined;
      const lines = this.#bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
      const [, status = '', reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)$/.exec(lines[0] ?? '') ?? [];
      if (Number(status) >= 100 && Number(status) < 200 && status !== '101') {
        this.#interim.push(Number(status));
        this.#bytes = this.#bytes.subarray(headEnd + 4);
        continue;
      }
      const fields = lines.slice(1).flatMap((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      });
      const body = this.#body(fields, Number(status), headEnd + 4, ended);
      return body === undefined
        ? undefined
        : { status: Number(status), reason, fields: unmasked(fields), interim: this.#interim, body };
    }
  }

  #body(fields: readonly string[], status: number, start: number, ended: boolean): string | undefined {
    const rest = this.#bytes.subarray(start);
    if (status === 101) return rest.toString('latin1');
    const options = (fieldValue(fields, 'connection') ?? '').toLowerCase();
    this.#stays = !ended && !options.includes('close') && (!this.#isOld || options.includes('keep-alive'));
    if (this.#headOnly || status === 204 || status === 304) return '';
    const length = fieldValue(fields, 'content-length');
    if (length !== undefined) {
      if (rest.length >= Number(length)) return rest.subarray(0, Number(length)).toString('latin1');
      return ended ? `${rest.toString('latin1')} (cut short)` : undefined;
    }
    if (fieldValue(fields, 'transfer-encoding') === undefined)
      return ended ? rest.toString('latin1') : undefined;
    let text = '';
    for (let offset = 0; ; ) {
      const lineEnd = rest.indexOf('\r\n', offset);
      if (lineEnd < 0) return ended ? `${text} (cut short)` : undefined;
      const size = Number.parseInt(rest.subarray(offset, lineEnd).toString('latin1'), 16);
      if (size === 0) return rest.length >= lineEnd + 4 ? text : undefined;
      if (rest.length < lineEnd + 4 + size) return ended ? `${text} (cut short)` : undefined;
      text += rest.subarray(lineEnd + 2, lineEnd + 2 + size).toString('latin1');
      offset = lineEnd + 4 + size;
    }
  }
}

function fieldValue(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    if (fields[index]?.toLowerCase() === name) return fields[index + 1];
  }
  return undefined;
}

function unmasked(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    if (!MASKED.has((fields[index] ?? '').toLowerCase()))
      kept.push(fields[index] ?? '', fields[index + 1] ?? '');
  }
  return kept;
}
