import { type ExchangeSummary, isNamed } from '../../contract/index.ts';
import { BoundedMap } from './bounded-map.ts';

/** Cookie fields that are known to hold nothing of note; browsers of a moment are far fewer. */
const MOST_COOKIES = 2000;
/** A Cookie field longer than this is looked at each time. */
const MOST_CHARACTERS = 4096;

/**
 * Tells the exchanges that no detector can learn from: pinned, answered well, nothing set, nothing new in their request.
 * Nearly all are such, so this is what following them all costs (README.md, "Detectors"): some tens of nanoseconds.
 */
export class QuietExchanges {
  /** By the text of the field, the site it was last sent to: known there, it holds nothing new. */
  readonly #cookies = new BoundedMap<string>(MOST_COOKIES);
  /** Sessions that are watched, until when. */
  readonly #watched = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  #names: readonly string[] = [];

  /** The cookies that carry routes: one that comes twice is of note. */
  configure(names: readonly string[]): void {
    this.#names = names;
    this.#cookies.clear();
  }

  watch(sessionId: string, untilMs: number): void {
    if (this.#watched.size >= 2000 && !this.#watched.has(sessionId)) return;
    this.#watched.set(sessionId, Math.max(untilMs, this.#watched.get(sessionId) ?? 0));
  }

  watchChanges(site: string, untilMs: number): void {
    this.#changes.set(site, untilMs);
  }

  /** Forgets what need no longer be watched. */
  expire(nowMs: number): void {
    for (const [id, untilMs] of this.#watched) if (untilMs <= nowMs) this.#watched.delete(id);
    for (const [site, untilMs] of this.#changes) if (untilMs <= nowMs) this.#changes.delete(site);
  }

  has(summary: ExchangeSummary, answerFields: readonly string[], requestFields: readonly string[]): boolean {
    if (summary.cause !== 'followed-route' || summary.setCookie !== null || summary.upgraded) return false;
    const { status, sessionId, site } = summary;
    if (status < 200 || status >= 400) return false;
    if (this.#watched.size > 0 && sessionId !== null && this.#watched.has(sessionId)) return false;
    if (this.#changes.size > 0 && summary.method !== 'GET' && this.#changes.has(site)) return false;
    for (let at = 0; at < answerFields.length; at += 2) {
      const name = answerFields[at] as string;
      if (name.length === 10 && isNamed(name, 'set-cookie')) return false;
    }
    if (!this.#isPlain(requestFields, site)) return false;
    // The id of an Engine.IO session stands in the URL (Socket.IO).
    return !summary.url.includes('EIO=');
  }

  /** Whether a request's cookies were seen here before and hold no route twice. */
  #isPlain(fields: readonly string[], site: string): boolean {
    let cookie: string | null = null;
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const name = fields[at] as string;
      if (name.length !== 6 || !isNamed(name, 'cookie')) continue;
      if (cookie !== null) return false;
      cookie = fields[at + 1] as string;
    }
    if (cookie === null) return true;
    if (this.#cookies.get(cookie) === site) return true;
    const known = cookie;
    if (known.length > MOST_CHARACTERS) return false;
    if (this.#names.some((name) => known.indexOf(name) !== known.lastIndexOf(name))) return false;
    // New here: seen this once, quiet from now on. The copy keeps no request's head alive.
    this.#cookies.set(` ${known}`.slice(1), site);
    return false;
  }
}
