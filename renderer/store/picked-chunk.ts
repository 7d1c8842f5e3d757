import { CHUNK_SIZE, type ExchangeChunk, type ExchangeRow } from './exchange-chunk.ts';

/** Up to `CHUNK_SIZE` rows of other chunks, as a filter leaves them: not copied, pointed at. */
export class PickedChunk {
  readonly #chunks: ExchangeChunk[] = [];
  readonly #places = new Uint16Array(CHUNK_SIZE);

  get length(): number {
    return this.#chunks.length;
  }

  /** Adds the row that is shown. Only while there is room. */
  add(row: ExchangeRow): void {
    this.#places[this.#chunks.length] = row.place;
    this.#chunks.push(row.chunk);
  }

  /** Another one with the first `length` of its rows. */
  firstRows(length: number): PickedChunk {
    const copy = new PickedChunk();
    copy.#chunks.push(...this.#chunks.slice(0, length));
    copy.#places.set(this.#places.subarray(0, length));
    return copy;
  }

  /** Lets `row` tell of the row at this place. */
  show(row: ExchangeRow, at: number): ExchangeRow {
    return row.show(this.#chunks[at] as ExchangeChunk, this.#places[at] as number);
  }

  id(at: number): number {
    return (this.#chunks[at] as ExchangeChunk).id(this.#places[at] as number);
  }
}
