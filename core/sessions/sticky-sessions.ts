import type { Client, Clients } from './clients.ts';
import type { ProvisionalSession } from './provisional.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './session-table.ts';
import type { StickyName } from './sticky-names.ts';

/** Values an application sets and its client never sends; more than this and the oldest are forgotten. */
const MOST_KEYS = 8;

/**
 * Sessions of clients that carry nothing of ours, told apart by client and sticky value.
 *
 * | the client sends           | it is                                                                      |
 * | -------------------------- | -------------------------------------------------------------------------- |
 * | a value that leads nowhere | a new session                                                              |
 * | a value that leads to S    | S; from now on only this value (of this cookie) leads to S                 |
 * | no value                   | nobody yet: what its answer sets decides (`firstAnswer`)                   |
 *
 * A value that an answer sets (a failover, a new application id) leads to the session that was answered as well,
 * until the client sends one of the two. When the new value is another session's already (two profiles of one
 * browser on one route), the two rows become one as soon as the client sends it: nothing tells them apart any more.
 */
export class StickySessions {
  readonly #clients: Clients;
  readonly #table: SessionTable;
  readonly #provisionals = new Map<string, ProvisionalSession>();
  readonly #joined: (left: Session, into: Session) => void;

  constructor(clients: Clients, table: SessionTable, joined: (left: Session, into: Session) => void) {
    this.#clients = clients;
    this.#table = table;
    this.#joined = joined;
  }

  /** The session that a request with a sticky value belongs to. */
  withValue(site: string, client: Client, key: string, nowMs: number): Session {
    let session = client.byValue.get(key);
    if (session === undefined) {
      session = this.#table.create({ site, client, userId: null }, nowMs);
      this.#lead(client, key, session);
    }
    if (client.claims !== null) this.#settleClaims(client, key, session);
    return session;
  }

  /** The id for a request without a sticky value. */
  withoutValue(site: string, client: Client): string {
    let provisional = client.open;
    if (provisional === null) {
      provisional = { id: `p${this.#table.nextNumber()}`, client, site, inFlight: 0, session: null };
      client.open = provisional;
      this.#provisionals.set(provisional.id, provisional);
    }
    provisional.inFlight++;
    client.waiting++;
    return provisional.id;
  }

  /**
   * The answer to a request without a value: `key` is the sticky cookie that it sets, or null. Gives the session it
   * belongs to, or undefined when there is none yet.
   */
  firstAnswer(id: string, key: string | null, nowMs: number): Session | undefined {
    const provisional = this.#provisionals.get(id);
    if (provisional === undefined) return this.#table.find(id);
    const { client } = provisional;
    client.waiting--;
    if (--provisional.inFlight === 0) this.#provisionals.delete(id);
    if (client.open === provisional) client.open = null;
    // It may have made room for others, or been forgotten, while its later answers were on their way.
    if (provisional.session !== null && !this.#table.has(provisional.session)) provisional.session = null;
    if (key !== null) {
      const holder = client.byValue.get(key);
      if (provisional.session === null) {
        provisional.session =
          holder ?? this.#table.create({ site: provisional.site, client, userId: null }, nowMs);
        this.#table.alias(id, provisional.session);
      }
      // The answers to a page's first requests may each set a cookie; the client keeps one and shows which.
      const isNew = provisional.session.sent === null;
      if (holder === undefined && isNew) this.#lead(client, key, provisional.session);
    }
    this.#clients.release(client);
    return provisional.session ?? undefined;
  }

  /** The client has sent this value: other values of the same cookie lead to the session no more. */
  onlyValue(session: Session, cookieName: string, key: string): void {
    const { client } = session;
    if (client === null) return;
    this.#unclaim(session);
    session.keys = session.keys.filter((other) => {
      if (other === key || !other.startsWith(`${cookieName}=`)) return true;
      if (client.byValue.get(other) === session) client.byValue.delete(other);
      return false;
    });
  }

  /** An answer to this session has set this value. */
  alsoValue(session: Session, key: string): void {
    const { client } = session;
    if (client === null) return;
    const holder = client.byValue.get(key);
    this.#unclaim(session);
    if (holder === undefined) this.#lead(client, key, session);
    else if (holder !== session) {
      client.claims ??= new Map();
      const claims = client.claims.get(key);
      if (claims === undefined) client.claims.set(key, [session]);
      else claims.push(session);
    }
  }

  /** Takes a session that ends out of every waiting list. */
  leave(session: Session): void {
    this.#unclaim(session);
  }

  #lead(client: Client, key: string, session: Session): void {
    client.byValue.set(key, session);
    session.keys = [...session.keys, key];
    if (session.keys.length <= MOST_KEYS) return;
    // The first key is the one its client sends: it stays.
    const [forgotten] = session.keys.splice(1, 1);
    if (forgotten !== undefined && client.byValue.get(forgotten) === session)
      client.byValue.delete(forgotten);
  }

  #settleClaims(client: Client, key: string, holder: Session): void {
    const claims = client.claims?.get(key);
    if (claims === undefined) return;
    client.claims?.delete(key);
    if (client.claims?.size === 0) client.claims = null;
    for (const session of claims) {
      if (session === holder) continue;
      this.#table.alias(session.id, holder);
      this.#joined(session, holder);
      this.#table.end(session);
    }
  }

  #unclaim(session: Session): void {
    const claims = session.client?.claims;
    if (session.client === null || claims === null || claims === undefined) return;
    for (const [key, waiting] of claims) {
      const others = waiting.filter((other) => other !== session);
      if (others.length === 0) claims.delete(key);
      else claims.set(key, others);
    }
    if (claims.size === 0) session.client.claims = null;
  }
}

/** The key of a sticky value among a client's sessions: balancers that share a cookie share it. */
export function valueKey(name: StickyName, value: string): string {
  return `${name.cookieName}=${value}`;
}
