import type { ExchangeSummary, RecognisableRequest, UnnumberedEvent } from '../contract/index.ts';
import type { ChangeAnnouncer } from './change-announcer.ts';
import type { SetCookie } from './fields.ts';
import { clearOverride, overrideAt, setOverride } from './overrides.ts';
import { PinKeeper } from './pin-keeper.ts';
import { noteSent, type Pin, pinAt, type Session, sentValue } from './session.ts';
import type { SessionTable } from './session-table.ts';
import { routeIn, type StickyName } from './sticky-names.ts';
import { type StickySessions, valueKey } from './sticky-sessions.ts';
import type { JarLookup } from './tracking/types.ts';
import type { Emit } from './types.ts';

const NO_EVENTS: readonly UnnumberedEvent[] = [];

/** What the pins stand among. */
export interface PinSurroundings {
  readonly emit: Emit;
  readonly nowMs: () => number;
  readonly table: SessionTable;
  readonly sticky: StickySessions;
  readonly announcer: ChangeAnnouncer;
  /** The sticky names as they are now, by balancer key. */
  names(): ReadonlyMap<string, StickyName>;
  /** The pins of a session have changed: its tabs say so. */
  told(session: Session): void;
}

/** Where sessions are pinned: by what their clients send, by what answers set, and by hand. */
export class SessionPins {
  readonly #world: PinSurroundings;
  readonly #pins = new PinKeeper();

  constructor(world: PinSurroundings) {
    this.#world = world;
  }

  /** How many sessions are pinned to a route of a balancer. */
  count(balancer: string, route: string): number {
    return this.#pins.count(balancer, route);
  }

  /** Sessions that asked something since then; the one seen longest ago first, roughly. */
  activeSince(sinceMs: number): readonly Session[] {
    return [...this.#world.table.all()].filter(
      (session) => session.announced && session.lastSeenAtMs >= sinceMs,
    );
  }

  /** Whether a session is one cookie jar for certain, and not only one sticky value. */
  isExact(sessionId: string): boolean {
    const session = this.#world.table.find(sessionId);
    return session !== undefined && (session.userId !== null || session.jar !== null);
  }

  /** A session has ended. */
  drop(session: Session): void {
    this.#pins.remove(session);
  }

  /**
   * Pins a session by hand: its next request goes to `route`, and its cookie follows by the ordinary Set-Cookie. Gives
   * the route it had before, or undefined when there is no such session.
   */
  pin(sessionId: string, balancer: string, route: string): string | null | undefined {
    const session = this.#world.table.find(sessionId);
    if (session === undefined) return undefined;
    const before = pinAt(session, balancer)?.route ?? null;
    const nowMs = this.#world.nowMs();
    setOverride(session, balancer, route, nowMs);
    const how = this.#nameOfBalancer(balancer)?.how ?? 'route-cookie';
    const event = this.#pins.set(
      session,
      balancer,
      route,
      { cause: 'moved-by-us', how, exchangeId: null },
      nowMs,
    );
    this.#world.announcer.now(session);
    if (event !== null) this.#world.emit(event);
    this.pinsChanged(session);
    return before;
  }

  /** Takes a session's pin off by hand: its next request is balanced anew. Gives the route it had, as `pin` does. */
  unpin(sessionId: string, balancer: string): string | null | undefined {
    const session = this.#world.table.find(sessionId);
    if (session === undefined) return undefined;
    const before = pinAt(session, balancer)?.route ?? null;
    setOverride(session, balancer, null, this.#world.nowMs());
    if (this.#pins.remove(session, balancer)) this.pinsChanged(session);
    this.#world.announcer.now(session);
    return before;
  }

  /** Ids of the sessions that are pinned to a route of a balancer. */
  pinnedTo(balancer: string, route: string): readonly string[] {
    return [...this.#world.table.all()]
      .filter((session) => session.announced && pinAt(session, balancer)?.route === route)
      .map((session) => session.id);
  }

  /** The route that a session is pinned to at a balancer; null for none, undefined when there is no such session. */
  pinOf(sessionId: string, balancer: string): string | null | undefined {
    const session = this.#world.table.find(sessionId);
    return session === undefined ? undefined : (pinAt(session, balancer)?.route ?? null);
  }

  /** Where a session is pinned at all: the balancers' names. */
  balancersOf(sessionId: string): readonly string[] | undefined {
    return this.#world.table.find(sessionId)?.pins.map(({ balancer }) => balancer);
  }

  /** What the jar of a living page holds: exactly what its next request will carry. */
  jarSeen(session: Session, jar: JarLookup): void {
    const name = jar.balancer === null ? undefined : this.#world.names().get(jar.balancer);
    if (name === undefined || overrideAt(session, name.balancer) !== undefined) return;
    const { stickyValue, sessionRoute } = jar;
    if (stickyValue === null || stickyValue === '') {
      this.valueGone(session, name);
      return;
    }
    if (sessionRoute === null || sessionRoute === '') return;
    noteSent(session, name.cookieName, stickyValue);
    const source = { cause: 'cookie-from-client', how: name.how, exchangeId: null } as const;
    const event = this.#pins.set(session, name.balancer, sessionRoute, source, this.#world.nowMs());
    if (event === null) return;
    this.#world.announcer.now(session);
    this.#world.emit(event);
    this.pinsChanged(session);
  }

  valueGone(session: Session, name: StickyName): void {
    if (pinAt(session, name.balancer) === undefined) return;
    if (overrideAt(session, name.balancer) !== undefined) return;
    this.#forgetValue(session, name);
    this.#world.announcer.now(session);
  }

  #nameOfBalancer(balancer: string): StickyName | undefined {
    return this.#world.names().get(balancer.toLowerCase());
  }

  balancerName(key: string | null): string | null {
    return key === null ? null : (this.#world.names().get(key)?.balancer ?? null);
  }

  pinsChanged(session: Session): void {
    this.#world.told(session);
  }

  /**
   * Whether an exchange says nothing about its session's pin, because it began before somebody decided by hand. One that
   * began after and ended elsewhere (the member is gone) ends what was decided; one that was balanced anew
   * keeps its route until the client's cookie has followed.
   */
  #isOverruled(session: Session, exchange: ExchangeSummary, name: StickyName): boolean {
    const override = overrideAt(session, name.balancer);
    if (override === undefined) return false;
    if (exchange.startedAtMs < override.atMs) return true;
    if (exchange.route === null || exchange.route === override.route) return false;
    clearOverride(session, name.balancer);
    if (override.route === null && exchange.setCookie !== null) {
      setOverride(session, name.balancer, exchange.route, override.atMs);
    }
    return false;
  }

  #forgetValue(session: Session, name: StickyName): void {
    noteSent(session, name.cookieName, undefined);
    if (this.#pins.remove(session, name.balancer)) this.pinsChanged(session);
  }

  forgetPins(session: Session): void {
    session.sent = null;
    session.arrived = null;
    if (!this.#pins.remove(session)) return;
    this.#world.announcer.now(session);
    this.pinsChanged(session);
  }

  /** The client sends a sticky value. News only when it is not the one it sent before: an older one may still be on its way. */
  valueArrived(session: Session, name: StickyName, value: string, request: RecognisableRequest): void {
    if (sentValue(session, name.cookieName) === value) return;
    noteSent(session, name.cookieName, value);
    this.#world.sticky.onlyValue(session, name.cookieName, valueKey(name, value));
    const route = request.sessionRoute;
    if (route === null || route === '' || overrideAt(session, name.balancer) !== undefined) return;
    const how: Pin['how'] = isInUrl(request.url, name.urlName, value) ? 'url' : name.how;
    session.arrived = { balancer: name.balancer, route, how };
  }

  pinEvents(
    session: Session,
    exchange: ExchangeSummary,
    name: StickyName | undefined,
    set: SetCookie | undefined,
    isFirst: boolean,
    nowMs: number,
  ): readonly UnnumberedEvent[] {
    if (session.overrides === null && session.arrived === null && set === undefined) return NO_EVENTS;
    const events: (UnnumberedEvent | null)[] = [];
    if (session.overrides !== null && name !== undefined && this.#isOverruled(session, exchange, name))
      return [];
    if (session.arrived !== null) {
      const { balancer, route, how } = session.arrived;
      session.arrived = null;
      const source = { cause: 'cookie-from-client', how, exchangeId: exchange.id } as const;
      events.push(this.#pins.set(session, balancer, route, source, nowMs));
    }
    if (name !== undefined && set !== undefined) {
      const route = set.clears ? null : routeIn(set.value, name);
      const isPinned = session.pins.some((pin) => pin.balancer === name.balancer);
      if (!isFirst && set.clears) this.#forgetValue(session, name);
      if (!isFirst && !set.clears) this.#world.sticky.alsoValue(session, valueKey(name, set.value));
      // The second cookie of a newcomer's first answers moves nobody: its next request says which one it kept.
      const mayMove = !isFirst && sentValue(session, name.cookieName) !== undefined;
      if (route !== null && (mayMove || !isPinned)) {
        const source = { cause: exchange.cause, how: name.how, exchangeId: exchange.id };
        events.push(this.#pins.set(session, name.balancer, route, source, nowMs));
      }
    }
    return events.filter((event) => event !== null);
  }
}

/** Whether the sticky value stands in the URL, which wins over cookies (APACHE.md §1.2). */
function isInUrl(url: string, name: string, value: string): boolean {
  return url.includes(`${name}=${value}`);
}
