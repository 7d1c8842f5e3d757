import type { Session } from '../session.ts';

/** A page that was shown and can't be followed. */
export interface UnfollowedPage {
  readonly session: Session;
  /** Its address with scheme and host. */
  readonly url: string;
  readonly why: string;
  readonly route: string | null;
  /** By the name that pins bear. */
  readonly balancer: string | null;
  readonly referer: string | null;
}

interface Waiting {
  readonly page: UnfollowedPage;
  readonly timer: NodeJS.Timeout;
}

/** A page that was listed as a tab of its own because nobody had left for it yet. */
interface Guess {
  readonly page: UnfollowedPage;
  readonly tabId: string;
  readonly atMs: number;
}

/** A page's word that it is left may come so late on a busy machine. */
const GUESSED_MS = 3000;
/** How long the tab that it opened in has time to leave its page. */
const SETTLES_MS = 500;

/** Pages of which it is not yet clear in which tab they were shown: in one that is just being left, or in a new one. */
export class UnfollowedPages {
  #waiting: Waiting[] = [];
  #guesses: Guess[] = [];

  /** Has `settle` called unless a tab takes the page before. */
  add(page: UnfollowedPage, settle: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((one) => one.timer !== timer);
      settle();
    }, SETTLES_MS);
    timer.unref();
    this.#waiting.push({ page, timer });
  }

  /** The page that a tab of this session has been left for, or undefined. */
  takeFor(session: Session): UnfollowedPage | undefined {
    const found = this.#waiting.find(({ page }) => page.session === session);
    if (found === undefined) return undefined;
    clearTimeout(found.timer);
    this.#waiting = this.#waiting.filter((one) => one !== found);
    return found.page;
  }

  /** A page was given the tab `tabId` of its own: a guess, until somebody turns out to have left for it. */
  guessed(page: UnfollowedPage, tabId: string, atMs: number): void {
    this.#guesses = this.#guesses.filter((one) => atMs - one.atMs <= GUESSED_MS);
    this.#guesses.push({ page, tabId, atMs });
  }

  /** The last page of this session that was given a tab of its own just now, or undefined. */
  takeGuess(session: Session, nowMs: number): Guess | undefined {
    const found = this.#guesses.findLast(
      ({ page, atMs }) => page.session === session && nowMs - atMs <= GUESSED_MS,
    );
    this.#guesses = this.#guesses.filter((one) => one !== found);
    return found;
  }

  /** A session has ended: its pages open no tabs any more. */
  drop(session: Session): void {
    while (this.takeFor(session) !== undefined);
    this.#guesses = this.#guesses.filter(({ page }) => page.session !== session);
  }

  stop(): void {
    for (const { timer } of this.#waiting) clearTimeout(timer);
    this.#waiting = [];
  }
}
