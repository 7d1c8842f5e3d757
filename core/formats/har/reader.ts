import type { FieldList, Problem } from '../../contract/index.ts';

/** Reads data of unknown shape: what is missing or of another kind is noted with its place, and a stand-in given. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly root: Value;

  constructor(data: unknown) {
    this.root = new Value(this, data, '$');
    if (!isObject(data))
      this.note('$', `is ${kindOf(data)}, not an object`, 'A HAR is an object with a log.');
  }

  note(path: string, message: string, hint: string): void {
    this.problems.push({ path, message, hint });
  }
}

/** A value and where it stands. */
export class Value {
  readonly #reader: Reader;
  readonly #data: unknown;
  readonly #path: string;

  constructor(reader: Reader, data: unknown, path: string) {
    this.#reader = reader;
    this.#data = data;
    this.#path = path;
  }

  has(key: string): boolean {
    return this.#member(key) !== undefined;
  }

  object(key: string): Value {
    const data = this.#member(key);
    if (!isObject(data)) this.#wrong(key, data, 'an object');
    return new Value(this.#reader, isObject(data) ? data : undefined, `${this.#path}.${key}`);
  }

  optionalObject(key: string): Value | null {
    const data = this.#member(key);
    return data === undefined || data === null ? null : this.object(key);
  }

  list(key: string): readonly Value[] {
    const data = this.#member(key);
    if (!Array.isArray(data)) {
      // Of an object that is no object itself, that has been said.
      this.#wrong(key, data, 'a list');
      return [];
    }
    return data.map((item: unknown, index) => {
      const path = `${this.#path}.${key}[${index}]`;
      if (!isObject(item))
        this.#reader.note(path, `is ${kindOf(item)}, not an object`, 'Write an object here.');
      return new Value(this.#reader, item, path);
    });
  }

  /** Without `otherwise` the text has to be there. */
  text(key: string, otherwise?: string): string {
    const data = this.#member(key);
    if (typeof data === 'string') return data;
    if (data === undefined && otherwise !== undefined) return otherwise;
    this.#wrong(key, data, 'a text');
    return '';
  }

  /** null where it is null or not there. */
  optionalText(key: string): string | null {
    const data = this.#member(key);
    return data === undefined || data === null ? null : this.text(key);
  }

  number(key: string, otherwise?: number): number {
    const data = this.#member(key);
    if (typeof data === 'number' && Number.isFinite(data)) return data;
    if ((data === undefined || data === null) && otherwise !== undefined) return otherwise;
    this.#wrong(key, data, 'a number');
    return 0;
  }

  flag(key: string): boolean {
    const data = this.#member(key);
    if (data === undefined || typeof data === 'boolean') return data === true;
    this.#wrong(key, data, 'true or false');
    return false;
  }

  /** Epoch milliseconds of an ISO 8601 time. */
  time(key: string): number {
    const text = this.text(key);
    const ms = Date.parse(text);
    if (!Number.isNaN(ms)) return ms;
    if (text !== '') {
      this.#reader.note(
        `${this.#path}.${key}`,
        `"${text}" is no time`,
        'Write it as 2026-11-27T14:32:07.000Z.',
      );
    }
    return 0;
  }

  oneOf<Word extends string>(key: string, words: readonly Word[]): Word {
    const data = this.#member(key);
    const word = words.find((each) => each === data);
    if (word !== undefined) return word;
    this.#wrong(key, data, `one of ${words.join(', ')}`);
    return words[0] as Word;
  }

  pairs(key: string): FieldList {
    const data = this.#member(key);
    const isPairs =
      Array.isArray(data) &&
      data.every(
        (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string'),
      );
    if (isPairs) return data as unknown as FieldList;
    this.#wrong(key, data, 'a list of [name, value]');
    return [];
  }

  /**
   * Data of a shape of our own, known by an example: the same kinds under the same names, all the way down. An empty list in
   * the example takes any list, null takes null, texts and numbers. Absent, `otherwise` is given.
   */
  shaped<Shape>(key: string, example: Shape, otherwise: Shape): Shape {
    const data = this.#member(key);
    if (data === undefined) return otherwise;
    if (isLike(data, example)) return data as Shape;
    this.#wrong(key, data, 'what Routepin writes here');
    return otherwise;
  }

  #member(key: string): unknown {
    return isObject(this.#data) && Object.hasOwn(this.#data, key) ? this.#data[key] : undefined;
  }

  #wrong(key: string, data: unknown, wanted: string): void {
    if (!isObject(this.#data)) return;
    const path = `${this.#path}.${key}`;
    if (data === undefined) this.#reader.note(path, 'is missing', `It has to be ${wanted}.`);
    else this.#reader.note(path, `is ${kindOf(data)}, not ${wanted}`, `Write ${wanted} here.`);
  }
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function kindOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'string') return data.length > 40 ? `"${data.slice(0, 40)}…"` : `"${data}"`;
  return typeof data === 'object' ? 'an object' : String(data);
}

function isLike(data: unknown, example: unknown): boolean {
  if (example === null) return data === null || typeof data === 'string' || typeof data === 'number';
  if (Array.isArray(example)) {
    return Array.isArray(data) && (example.length === 0 || data.every((item) => isLike(item, example[0])));
  }
  if (typeof example !== 'object') return typeof data === typeof example;
  return isObject(data) && Object.entries(example).every(([name, part]) => isLike(data[name], part));
}
