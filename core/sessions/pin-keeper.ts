import type { PinCause, UnnumberedEvent } from '../contract/index.ts';
import { noteMove, type Pin, pinAt, type Session } from './session.ts';

/** Where a pin comes from and which exchange brought it. */
export interface PinSource {
  readonly cause: PinCause;
  readonly how: Pin['how'];
  readonly exchangeId: number | null;
}

/** Sets and removes pins and keeps count of them by route. Says what to emit; emits nothing itself. */
export class PinKeeper {
  readonly #counts = new Map<string, number>();

  /** Pins a session; gives the event to emit, or null when the pin was there already. */
  set(
    session: Session,
    balancer: string,
    route: string,
    source: PinSource,
    nowMs: number,
  ): UnnumberedEvent | null {
    const pin = pinAt(session, balancer);
    if (pin?.route === route) {
      pin.how = source.how;
      return null;
    }
    const from = pin?.route ?? null;
    if (pin === undefined || from === null) {
      session.pins = [...session.pins, { balancer, route, sinceMs: nowMs, how: source.how, moves: 0 }];
    } else {
      this.#count(balancer, pin.route, -1);
      pin.route = route;
      pin.sinceMs = nowMs;
      pin.how = source.how;
      pin.moves++;
      const { cause, exchangeId } = source;
      noteMove(session, { balancer, from, to: route, cause, atMs: nowMs, exchangeId });
    }
    this.#count(balancer, route, 1);
    const fields = {
      sessionId: session.id,
      balancer,
      route,
      from,
      cause: source.cause,
      exchangeId: source.exchangeId,
    };
    return from === null ? { event: 'session.pinned', ...fields } : { event: 'session.moved', ...fields };
  }

  /** Removes the pin at one balancer, or every pin; says whether there was one. */
  remove(session: Session, balancer?: string): boolean {
    const gone = session.pins.filter((pin) => balancer === undefined || pin.balancer === balancer);
    for (const pin of gone) this.#count(pin.balancer, pin.route, -1);
    session.pins = session.pins.filter((pin) => !gone.includes(pin));
    return gone.length > 0;
  }

  /** How many sessions are pinned to a route; whatever the case of the balancer's name (APACHE.md §9.4). */
  count(balancer: string, route: string): number {
    return this.#counts.get(keyOf(balancer, route)) ?? 0;
  }

  #count(balancer: string, route: string, by: 1 | -1): void {
    const key = keyOf(balancer, route);
    const count = (this.#counts.get(key) ?? 0) + by;
    // Routes come from clients too: one that nobody is pinned to leaves nothing behind.
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}

function keyOf(balancer: string, route: string): string {
  return `${balancer.toLowerCase()}\n${route}`;
}
