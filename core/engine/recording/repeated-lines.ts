/** How many texts are remembered: the traffic of a moment comes from a few browsers and a few kinds of answers. */
const REMEMBERED = 4;
/**
 * Longer texts are not shared. A shared text counts for the first of its records only and lives as long as the last: what
 * that may add to the bound of the history is some ten times this.
 */
const MOST_CHARACTERS = 4096;

/**
 * Field lines of one kind of head that came lately. Most exchanges of a moment bring lines that were just recorded: those
 * are kept once, as a string that their records share, and only what is new is written into the ring.
 */
export class RepeatedLines {
  readonly #texts: string[] = new Array<string>(REMEMBERED).fill('');
  /** Whether a record shares the text already, so that its memory is counted. */
  readonly #isCounted: boolean[] = new Array<boolean>(REMEMBERED).fill(false);
  #next = 0;
  /** Characters of the last shared text that no record was charged for yet. */
  uncounted = 0;

  /** The remembered text that equals this one, or null: then it is remembered from now on. */
  share(text: string): string | null {
    if (text.length > MOST_CHARACTERS) return null;
    for (let i = 0; i < REMEMBERED; i++) {
      const known = this.#texts[i] as string;
      if (known !== text) continue;
      this.uncounted = this.#isCounted[i] === true ? 0 : known.length;
      this.#isCounted[i] = true;
      return known;
    }
    this.#texts[this.#next] = text;
    this.#isCounted[this.#next] = false;
    this.#next = (this.#next + 1) % REMEMBERED;
    return null;
  }

  forget(): void {
    this.#texts.fill('');
  }
}
