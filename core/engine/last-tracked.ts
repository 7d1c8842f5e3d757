import { fieldIdOf, fieldLines, type RequestHead } from '../wire/index.ts';
import { joined } from './natives.ts';
import type { TrackedRequest } from './tab-tracking.ts';

/**
 * What was found of the last request of a connection where tabs are followed, and its head without what is ours. A
 * client's heads repeat: then the same lists go on (core/wire/messages.ts), and what was made from them is used again.
 */
export class LastTracked {
  #from: readonly string[] | null = null;
  #tracked: TrackedRequest | null = null;
  #ids: RequestHead['ids'] = [];
  #lines = '';

  /** What was found of a request with this very list; null when the last one had another. */
  of(fields: readonly string[]): TrackedRequest | null {
    return this.#from === fields ? this.#tracked : null;
  }

  /** The head without what is ours. */
  headOf(head: RequestHead, tracked: TrackedRequest): RequestHead {
    const { fields } = tracked;
    if (fields === head.fields) return head;
    if (this.#from !== head.fields || this.#tracked !== tracked) {
      this.#from = head.fields;
      this.#tracked = tracked;
      // As a rule only the value of Cookie has changed: names stand where they stood.
      const isSameLength = fields.length === head.fields.length;
      this.#ids = isSameLength ? head.ids : fields.filter((_, at) => at % 2 === 0).map(fieldIdOf);
      this.#lines = joined(fieldLines(fields));
    }
    return { ...head, fieldLines: this.#lines, fields, ids: this.#ids };
  }
}
