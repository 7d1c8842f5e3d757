/**
 * Rows of numbers as bytes: of each number only how far it lies from the one above it, which mostly is nothing or one step. A row of
 * an exchange takes some thirty bytes instead of 160, and what is small crosses to another process at a fifth of the price: from
 * some sixty kilobytes on, each message is memory that the system has to find, fill and give back.
 *
 * A number is 0 and its eight bytes (IEEE 754, the lowest first), or one more than its zigzag distance (0, −1, 1, −2 … as
 * 0, 1, 2, 3 …), seven bits in a byte, the lowest first, each but the last with its high bit set:
 *
 * | column | 5 | 5 | 4 | 0.5 | 7 |
 * | bytes | 11 | 1 | 2 | 0 + eight | 0 + eight |
 */

/** Farther numbers are written whole: doubled and with one more they would no longer be exact. */
const FARTHEST = 2 ** 51;
/** A number whole, or the longest distance. */
const MOST_BYTES = 9;
const WHOLE = new DataView(new ArrayBuffer(8));

/** Writes rows of `width` numbers; `bytesAtFirst` is the room that it begins with. */
export class RowWriter {
  readonly #width: number;
  #bytes: Uint8Array;
  #used = 0;
  readonly #above: Float64Array;

  constructor(width: number, bytesAtFirst: number) {
    this.#width = width;
    this.#bytes = new Uint8Array(Math.max(bytesAtFirst, 2 * width * MOST_BYTES));
    this.#above = new Float64Array(width);
  }

  /** Writes the first `width` of these numbers. */
  write(row: ArrayLike<number>): void {
    if (this.#used + this.#width * MOST_BYTES > this.#bytes.length) this.#grow();
    const bytes = this.#bytes;
    const above = this.#above;
    let at = this.#used;
    for (let column = 0; column < this.#width; column++) {
      const number = row[column] as number;
      const distance = number - (above[column] as number);
      above[column] = number;
      if (distance === 0) {
        bytes[at++] = 1;
        continue;
      }
      if (!Number.isInteger(distance) || Math.abs(distance) >= FARTHEST || !Number.isInteger(number)) {
        bytes[at++] = 0;
        WHOLE.setFloat64(0, number, true);
        for (let byte = 0; byte < 8; byte++) bytes[at++] = WHOLE.getUint8(byte);
        continue;
      }
      let left = 1 + (distance > 0 ? 2 * distance : -2 * distance - 1);
      while (left >= 0x80) {
        bytes[at++] = 0x80 | (left % 0x80);
        left = Math.floor(left / 0x80);
      }
      bytes[at++] = left;
    }
    this.#used = at;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#used);
    this.#used = 0;
    this.#above.fill(0);
    return taken;
  }

  #grow(): void {
    const bytes = new Uint8Array(this.#bytes.length * 2);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** Reads what a `RowWriter` of the same width wrote. */
export class RowReader {
  /** The row that was read last. */
  readonly row: Float64Array;
  readonly #bytes: ArrayLike<number>;
  #at = 0;

  constructor(width: number, bytes: ArrayLike<number>) {
    this.row = new Float64Array(width);
    this.#bytes = bytes;
  }

  /** Reads the next row into `row`. */
  read(): void {
    const { row } = this;
    for (let column = 0; column < row.length; column++) {
      const first = this.#next();
      if (first === 1) continue;
      if (first === 0) {
        for (let byte = 0; byte < 8; byte++) WHOLE.setUint8(byte, this.#next());
        row[column] = WHOLE.getFloat64(0, true);
        continue;
      }
      let number = first % 0x80;
      let scale = 0x80;
      for (let byte = first; byte >= 0x80; scale *= 0x80) {
        byte = this.#next();
        number += (byte % 0x80) * scale;
      }
      number -= 1;
      row[column] = (row[column] as number) + (number % 2 === 0 ? number / 2 : -(number + 1) / 2);
    }
  }

  #next(): number {
    return this.#bytes[this.#at++] as number;
  }
}
