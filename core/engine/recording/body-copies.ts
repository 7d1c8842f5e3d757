import type { KeptBody } from '../../contract/index.ts';
import { viewOf } from '../natives.ts';

/** The first bytes of one body, copied as they pass. */
export class BodyCopy {
  readonly #mostBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isTruncated = false;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Takes note of the bytes `start` to `end`, as far as there is room. */
  add(chunk: Uint8Array, start: number, end: number): void {
    const taken = Math.min(end - start, this.#mostBytes - this.#bytes);
    if (taken < end - start) this.#isTruncated = true;
    if (taken <= 0) return;
    this.#parts.push(Buffer.from(viewOf(chunk, start, start + taken)));
    this.#bytes += taken;
  }

  /** What there is, in memory of its own: small copies share a block, which would live as long as any of them. */
  take(): RecordedBody {
    const bytes = Buffer.allocUnsafeSlow(this.#bytes);
    let at = 0;
    for (const part of this.#parts) at += part.copy(bytes, at);
    this.#parts = [];
    return { bytes, isTruncated: this.#isTruncated };
  }
}

/** The beginning of a body as it is kept in the history. */
export interface RecordedBody {
  readonly bytes: Buffer;
  readonly isTruncated: boolean;
}

/** Both bodies of an exchange that is under way, where bodies are recorded. */
export class BodyCopies {
  readonly request: BodyCopy;
  readonly response: BodyCopy;

  constructor(mostBytes: number) {
    this.request = new BodyCopy(mostBytes);
    this.response = new BodyCopy(mostBytes);
  }
}

/** A kept body as it is shown. */
export function shownBody(body: RecordedBody | null, contentType: string | null): KeptBody | null {
  if (body === null) return null;
  return { contentType, base64: body.bytes.toString('base64'), isTruncated: body.isTruncated };
}
