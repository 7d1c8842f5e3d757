import { randomBytes, timingSafeEqual } from 'node:crypto';
import { fieldValue } from './fields.ts';

/** Who an embedded tab's request belongs to. */
export interface EmbeddedMark {
  readonly userId: string;
  /** Null for a request of a worker, which is no tab's. */
  readonly tabId: string | null;
}

/**
 * The secret field of embedded tabs: its name and a token are random per run, so that neither a page nor another
 * program can claim to be one of our tabs (DESIGN.md §8). The engine strips the field before forwarding and recording.
 */
export class EmbeddedMarks {
  /** Lower-case; bears nothing of the product's name. */
  readonly fieldName = `x-${randomBytes(8).toString('hex')}`;
  readonly #token = randomBytes(16).toString('hex');
  readonly #tokenBytes = Buffer.from(this.#token);

  /** What the shell sends with every request of this tab, or with one that is the user's and no tab's. */
  fieldValue(userId: string, tabId: string | null): string {
    return `${encodeURIComponent(userId)}/${encodeURIComponent(tabId ?? '')}/${this.#token}`;
  }

  /** The tab that a request names; null without the field and for every value that is not one of ours. */
  read(fields: readonly string[]): EmbeddedMark | null {
    const value = fieldValue(fields, this.fieldName);
    if (value === null) return null;
    const [user, tab, token, ...more] = value.split('/');
    if (user === undefined || tab === undefined || token === undefined || more.length > 0) return null;
    const bytes = Buffer.from(token);
    if (bytes.length !== this.#tokenBytes.length || !timingSafeEqual(bytes, this.#tokenBytes)) return null;
    return { userId: decodeURIComponent(user), tabId: tab === '' ? null : decodeURIComponent(tab) };
  }
}
