/** Where the scan of a document's beginning stands. Names follow the tokenizer of the HTML standard (§13.2.5). */
type State =
  | 'start'
  | 'between'
  | 'open' // '<'
  | 'bang' // '<!' and perhaps a dash
  | 'comment'
  | 'markup' // a doctype, '<?xml …>', anything else that ends with the first '>'
  | 'name' // a tag's name
  | 'tag'; // the attributes of '<html …' or '<head …'

/** Inside a tag: before, in and after an attribute's name; before a value, in one without quotes or with them. */
type Attribute = 'before' | 'name' | 'after' | 'value' | 'bare' | 'quoted';

const LT = 0x3c;
const GT = 0x3e;
const BANG = 0x21;
const QUESTION = 0x3f;
const DASH = 0x2d;
const SLASH = 0x2f;
const EQUALS = 0x3d;
/** Longest name worth collecting: longer than "html" and "head" is another tag. */
const NAME_BYTES = 5;

/**
 * Inserts text into an HTML document on its way: after BOM, white space, comments, doctype, `<html …>` and `<head …>`,
 * that is before the first token that is anything else (TABS.md, design 4). What comes before passes at once but for
 * the few bytes of a token that is not yet told; the document is never waited for. A UTF-16 document, told by its
 * first two bytes, is left alone.
 */
export class Inserter {
  readonly #text: Buffer;
  /** Whether the length of the result was promised: then a document left alone is followed by blanks. */
  readonly #isLengthPromised: boolean;
  #state: State = 'start';
  #attribute: Attribute = 'before';
  #quote = 0;
  #name = '';
  #dashes = 0;
  /** Only dashes since `<!--`, and `--!` just seen (HTML §13.2.5.43 to 51). */
  #isFresh = false;
  #isBang = false;
  #isHeadTag = false;
  /** Bytes of a token that may turn out to be the one to insert before. */
  #held: Buffer[] = [];
  #isDone = false;
  #isSkipped: 'le' | 'be' | null = null;
  #sawBytes = false;

  constructor(text: string, isLengthPromised: boolean) {
    this.#text = Buffer.from(text, 'latin1');
    this.#isLengthPromised = isLengthPromised;
  }

  /** True when all further bytes pass as they are, and the end needs nothing. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** What `bytes` become. Pieces are views on `bytes`, but for what was held. */
  push(bytes: Buffer): readonly Buffer[] {
    if (this.#isDone || this.#isSkipped !== null || bytes.length === 0) return [bytes];
    this.#sawBytes = true;
    // Where the token that is being read began in `bytes`; 0 while it began before.
    let tokenAt = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (this.#state === 'between') tokenAt = at;
      const verdict = this.#step(bytes[at] as number);
      if (verdict === 'go on') continue;
      const held = this.#held;
      this.#held = [];
      if (verdict === 'skip') {
        if (!this.#isLengthPromised) this.#isDone = true;
        return [...held, bytes];
      }
      this.#isDone = true;
      const cut = verdict === 'after' ? at + 1 : tokenAt;
      const text = this.#text;
      // Where the token began in an earlier piece, what was held is its beginning.
      const parts =
        verdict === 'before' && tokenAt === 0
          ? [text, ...held, bytes]
          : [...held, bytes.subarray(0, cut), text, bytes.subarray(cut)];
      return parts.filter(isSome);
    }
    const held = this.#held;
    if (!this.#isTokenOpen()) {
      this.#held = [];
      return [...held, bytes];
    }
    // Only the open token waits; the caller's bytes are its own after this call.
    const waiting = Buffer.from(bytes.subarray(tokenAt));
    this.#held = tokenAt === 0 ? [...held, waiting] : [waiting];
    return tokenAt === 0 ? [] : [...held, bytes.subarray(0, tokenAt)];
  }

  /** What comes after the last byte. */
  end(): readonly Buffer[] {
    if (this.#isDone) return [];
    this.#isDone = true;
    if (this.#isSkipped !== null) return [this.#blanks(this.#isSkipped)];
    const held = this.#held;
    this.#held = [];
    // A document of white space and comments only: at its end the script is as good as anywhere. An empty one stays so.
    return this.#sawBytes || this.#isLengthPromised ? [...held, this.#text] : held;
  }

  /** True while the bytes since `<` may still turn out to be a tag to insert before. */
  #isTokenOpen(): boolean {
    return (
      this.#state === 'open' || this.#state === 'bang' || this.#state === 'name' || this.#state === 'start'
    );
  }

  #step(byte: number): 'go on' | 'before' | 'after' | 'skip' {
    switch (this.#state) {
      case 'start':
        return this.#first(byte);
      case 'between':
        if (isSpace(byte)) return 'go on';
        if (byte !== LT) return 'before';
        this.#state = 'open';
        return 'go on';
      case 'open':
        this.#name = '';
        this.#dashes = 0;
        if (byte === BANG) this.#state = 'bang';
        else if (byte === QUESTION) this.#to('markup');
        else if (isLetter(byte)) {
          this.#state = 'name';
          this.#name = String.fromCharCode(byte | 0x20);
        } else return 'before';
        return 'go on';
      case 'bang':
        return this.#bang(byte);
      case 'comment':
        return this.#inComment(byte);
      case 'markup':
        if (byte === GT) this.#to('between');
        return 'go on';
      case 'tag':
        return this.#inTag(byte);
      case 'name':
        return this.#inName(byte);
    }
  }

  /** The first bytes: a BOM of UTF-8 is passed over, one of UTF-16 ends everything. */
  #first(byte: number): 'go on' | 'before' | 'skip' {
    this.#name += String.fromCharCode(byte);
    if (this.#name === '\xff\xfe' || this.#name === '\xfe\xff') {
      this.#isSkipped = this.#name === '\xff\xfe' ? 'le' : 'be';
      return 'skip';
    }
    if (this.#name === '\xef\xbb\xbf') {
      this.#to('between');
      return 'go on';
    }
    if ('\xef\xbb\xbf'.startsWith(this.#name) || this.#name === '\xff' || this.#name === '\xfe')
      return 'go on';
    if (this.#name.length > 1) return 'before';
    this.#state = 'between';
    return this.#step(byte) as 'go on' | 'before';
  }

  #bang(byte: number): 'go on' {
    if (byte === DASH) this.#dashes += 1;
    else this.#to(byte === GT ? 'between' : 'markup');
    if (this.#dashes === 2) {
      this.#state = 'comment';
      this.#isFresh = true;
      this.#isBang = false;
    }
    return 'go on';
  }

  /** Ends with `-->` or `--!>`; `<!-->` and `<!--->` are whole comments, too. */
  #inComment(byte: number): 'go on' {
    if (byte === GT && this.#dashes >= 2) {
      this.#to('between');
      return 'go on';
    }
    if (byte === DASH) {
      this.#dashes = this.#isBang ? 1 : this.#dashes + 1;
      this.#isBang = false;
      return 'go on';
    }
    this.#isBang = byte === BANG && !this.#isBang && this.#dashes >= (this.#isFresh ? 4 : 2);
    if (!this.#isBang) this.#dashes = 0;
    this.#isFresh = false;
    return 'go on';
  }

  #inName(byte: number): 'go on' | 'before' | 'after' {
    if (!isSpace(byte) && byte !== GT && byte !== SLASH) {
      if (this.#name.length < NAME_BYTES) this.#name += String.fromCharCode(byte | 0x20);
      return this.#name.length < NAME_BYTES ? 'go on' : 'before';
    }
    this.#isHeadTag = this.#name === 'head';
    if (!this.#isHeadTag && this.#name !== 'html') return 'before';
    this.#to('tag');
    return this.#inTag(byte);
  }

  #inTag(byte: number): 'go on' | 'after' {
    if (this.#attribute === 'quoted') {
      if (byte === this.#quote) this.#attribute = 'before';
      return 'go on';
    }
    if (byte === GT) {
      if (this.#isHeadTag) return 'after';
      this.#to('between');
      return 'go on';
    }
    this.#attribute = this.#nextPart(byte);
    return 'go on';
  }

  #nextPart(byte: number): Attribute {
    const space = isSpace(byte);
    switch (this.#attribute) {
      case 'before':
        return space || byte === SLASH ? 'before' : 'name';
      case 'name':
      case 'after':
        if (space) return 'after';
        if (byte === SLASH) return 'before';
        return byte === EQUALS ? 'value' : 'name';
      case 'value':
        this.#quote = byte;
        if (space) return 'value';
        return byte === 0x22 || byte === 0x27 ? 'quoted' : 'bare';
      case 'bare':
        return space ? 'before' : 'bare';
      case 'quoted':
        return 'quoted';
    }
  }

  #to(state: State): void {
    this.#state = state;
    this.#attribute = 'before';
    this.#dashes = 0;
  }

  #blanks(order: 'le' | 'be'): Buffer {
    const blanks = Buffer.alloc(this.#text.length, 0);
    for (let at = order === 'le' ? 0 : 1; at < blanks.length; at += 2) blanks[at] = 0x20;
    return blanks;
  }
}

function isSome(piece: Buffer): boolean {
  return piece.length > 0;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d && byte !== 0x0b);
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
