import { connect, type Socket } from 'node:net';

/** An answer as read off the wire. */
export interface RawAnswer {
  readonly statusLine: string;
  readonly status: number;
  readonly head: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Trailer section of a chunked body, without the empty line. */
  readonly trailers: string;
  /** Value of the first field with this name. */
  field(name: string): string | undefined;
  all(name: string): readonly string[];
}

/**
 * A client on a raw socket: sends what it is told, byte for byte, and reads answers with a reader of its own that
 * shares nothing with the code under test.
 */
export class RawClient {
  readonly socket: Socket;
  #data = Buffer.alloc(0);
  #ended = false;
  #closed = false;
  #failure: Error | null = null;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.#data = Buffer.concat([this.#data, bytes]);
      this.#changed();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#changed();
    });
    socket.on('error', (error) => {
      this.#failure = error;
      this.#changed();
    });
    socket.on('close', () => {
      this.#closed = true;
      this.#changed();
    });
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  static over(socket: Socket): RawClient {
    return new RawClient(socket);
  }

  /** Sends text (latin1) or bytes. */
  send(data: string | Buffer): this {
    this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    return this;
  }

  /** Ends this side only. */
  end(): this {
    this.socket.end();
    return this;
  }

  /** Leaves: closes the connection with whatever is in flight. */
  leave(): void {
    this.socket.destroy();
  }

  get received(): Buffer {
    return this.#data;
  }

  get isOver(): boolean {
    return this.#ended || this.#closed;
  }

  get wasReset(): boolean {
    return (this.#failure as NodeJS.ErrnoException | null)?.code === 'ECONNRESET';
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves with everything received, when the other side has ended. */
  async rest(): Promise<Buffer> {
    await this.until(() => this.isOver);
    return this.#data;
  }

  /** Waits until the text received so far contains `text`. */
  async untilText(text: string): Promise<string> {
    await this.until(() => this.#data.includes(text, 0, 'latin1') || this.isOver);
    return this.#data.toString('latin1');
  }

  /** Takes `size` bytes off what was received. */
  async take(size: number): Promise<Buffer> {
    await this.until(() => this.#data.length >= size || this.isOver);
    const taken = this.#data.subarray(0, size);
    this.#data = this.#data.subarray(size);
    return taken;
  }

  /** Sends a request and reads its answer. */
  async ask(request: string | Buffer, method = 'GET'): Promise<RawAnswer> {
    this.send(request);
    return this.answer(typeof request === 'string' ? request.slice(0, request.indexOf(' ')) : method);
  }

  /** Reads one answer, its body included. Fails when the connection ends within it. */
  async answer(method = 'GET'): Promise<RawAnswer> {
    for (;;) {
      const answer = this.#tryAnswer(method);
      if (answer !== null) return answer;
      if (this.isOver)
        throw new Error(
          `the connection ended within an answer: ${JSON.stringify(this.#data.toString('latin1').slice(0, 400))}`,
        );
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #tryAnswer(method: string): RawAnswer | null {
    const end = this.#data.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const head = this.#data.toString('latin1', 0, end);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const fields = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    const all = (name: string) =>
      fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
    const status = Number(statusLine.split(' ')[1]);
    const after = this.#data.subarray(end + 4);
    const body = this.#bodyOf(after, status, method, all);
    if (body === null) return null;
    this.#data = after.subarray(body.used);
    return {
      statusLine,
      status,
      head,
      fields,
      body: body.bytes,
      trailers: body.trailers,
      all,
      field: (name) => all(name)[0],
    };
  }

  #bodyOf(
    data: Buffer,
    status: number,
    method: string,
    all: (name: string) => readonly string[],
  ): { readonly bytes: Buffer; readonly used: number; readonly trailers: string } | null {
    if (method === 'HEAD' || status === 204 || status === 304 || status < 200)
      return { bytes: Buffer.alloc(0), used: 0, trailers: '' };
    if (all('transfer-encoding').some((value) => /chunked/i.test(value))) return chunked(data);
    const length = all('content-length')[0];
    if (length !== undefined) {
      return data.length < Number(length)
        ? null
        : { bytes: data.subarray(0, Number(length)), used: Number(length), trailers: '' };
    }
    return this.isOver ? { bytes: data, used: data.length, trailers: '' } : null;
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function chunked(
  data: Buffer,
): { readonly bytes: Buffer; readonly used: number; readonly trailers: string } | null {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = data.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = Number.parseInt(data.toString('latin1', at, line), 16);
    if (size === 0) {
      const end = data.indexOf('\r\n\r\n', line);
      if (end < 0) return null;
      return { bytes: Buffer.concat(parts), used: end + 4, trailers: data.toString('latin1', line + 2, end) };
    }
    if (data.length < line + 2 + size + 2) return null;
    parts.push(data.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
