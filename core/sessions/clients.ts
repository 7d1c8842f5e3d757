import type { ProvisionalSession } from './provisional.ts';
import type { Session } from './session.ts';

/**
 * Everything that asks one site from one address with one User-Agent: as near as one comes to a browser without a
 * cookie of one's own. Two profiles of the same browser are one client; their sticky values tell them apart.
 */
export interface Client {
  readonly key: string;
  readonly userAgent: string;
  /** Sessions by `cookie=value`. */
  readonly byValue: Map<string, Session>;
  /** Sessions whose newest cookie another session holds already: they join it once their client sends it. */
  claims: Map<string, Session[]> | null;
  /** Requests without a sticky value that wait for their first answer together; null when there are none. */
  open: ProvisionalSession | null;
  /** Such requests on their way, in any group: the client is kept as long as one may still come back. */
  waiting: number;
}

/** The clients seen. One without sessions and without requests on their way is forgotten. */
export class Clients {
  readonly #byKey = new Map<string, Client>();
  /** Who asked last: a browser's requests come in a row, and making up a key for each would be most of the work. */
  #last: { site: string; remoteAddress: string; userAgent: string; client: Client } | null = null;

  find(site: string, remoteAddress: string, userAgent: string): Client {
    const last = this.#last;
    if (
      last !== null &&
      last.userAgent === userAgent &&
      last.remoteAddress === remoteAddress &&
      last.site === site
    ) {
      return last.client;
    }
    const client = this.#findByKey(site, remoteAddress, userAgent);
    this.#last = { site, remoteAddress, userAgent, client };
    return client;
  }

  #findByKey(site: string, remoteAddress: string, userAgent: string): Client {
    const key = `${site}\n${plainAddress(remoteAddress)}\n${userAgent}`;
    let client = this.#byKey.get(key);
    if (client === undefined) {
      client = {
        key,
        userAgent,
        byValue: new Map(),
        claims: null,
        open: null,
        waiting: 0,
      };
      this.#byKey.set(key, client);
    }
    return client;
  }

  release(client: Client): void {
    if (client.byValue.size === 0 && client.claims === null && client.waiting === 0) {
      this.#byKey.delete(client.key);
      if (this.#last?.client === client) this.#last = null;
    }
  }

  get size(): number {
    return this.#byKey.size;
  }
}

/** A browser that reaches us by ::1 now and by 127.0.0.1 next is the same browser. */
function plainAddress(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return plain === '::1' || plain.startsWith('127.') ? 'loopback' : plain;
}
