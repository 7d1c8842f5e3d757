import type {
  ExchangeSummary,
  ProjectSettings,
  SessionView,
  TabView,
  UnnumberedEvent,
} from '../contract/index.ts';
import { ChangeAnnouncer } from './change-announcer.ts';
import { Clients } from './clients.ts';
import { type EmbeddedMark, EmbeddedMarks } from './embedded-mark.ts';
import { fieldValue, readSetCookie, type SetCookie, setCookiesIn } from './fields.ts';
import { PinKeeper } from './pin-keeper.ts';
import { isProvisional } from './provisional.ts';
import { countRequest, noteSent, type Pin, type Session, sentValue, sessionView } from './session.ts';
import { observeLoss } from './session-loss.ts';
import { SessionTable } from './session-table.ts';
import { routeIn, type StickyName, stickyNamesOf } from './sticky-names.ts';
import { StickySessions, valueKey } from './sticky-sessions.ts';
import { Tabs } from './tabs.ts';
import type { Emit, Recognition, SeenRequest, SeenTab, SeenUser } from './types.ts';

export interface SessionsOptions {
  readonly emit: Emit;
  readonly nowMs?: () => number;
  /** Default 100,000. */
  readonly maxSessions?: number;
  /** Default: four hours. A browser that comes back later appears as a new row. */
  readonly maxIdleMs?: number;
}

const NOBODY: Recognition = { sessionId: null, tabId: null, forcedRoute: null };
const SWEEP_MS = 60_000;

/** Who is pinned where: recognises sessions, keeps their pins, and tells what becomes of them (README.md). */
export class Sessions {
  readonly marks = new EmbeddedMarks();
  readonly #emit: Emit;
  readonly #nowMs: () => number;
  readonly #clients = new Clients();
  readonly #table: SessionTable;
  readonly #sticky: StickySessions;
  readonly #pins = new PinKeeper();
  readonly #tabs: Tabs;
  readonly #announcer: ChangeAnnouncer;
  readonly #users = new Map<string, SeenUser>();
  readonly #embedded = new Map<string, Session>();
  #names: ReadonlyMap<string, StickyName> = new Map();
  #sweeper: NodeJS.Timeout | null = null;

  constructor(options: SessionsOptions) {
    this.#emit = options.emit;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#tabs = new Tabs(options.emit);
    this.#announcer = new ChangeAnnouncer((session) => this.#tell(session));
    this.#table = new SessionTable({
      maxSessions: options.maxSessions ?? 100_000,
      maxIdleMs: options.maxIdleMs ?? 4 * 3_600_000,
      clients: this.#clients,
      ended: (session) => this.#ended(session),
    });
    this.#sticky = new StickySessions(this.#clients, this.#table, (left, into) => this.#joined(left, into));
  }

  /** Follows a live edit: which cookies carry pins. Pins stay, whatever becomes of their routes. */
  configure(settings: ProjectSettings): void {
    this.#names = stickyNamesOf(settings);
  }

  /** Whose request this is. Called once per exchange, before the pick. */
  recognise(request: SeenRequest): Recognition {
    const mark = this.marks.read(request.fields);
    const name = request.balancer === null ? undefined : this.#names.get(request.balancer);
    const value = request.stickyValue === '' ? null : request.stickyValue;
    if (mark !== null) return this.#recogniseEmbedded(mark, request, name, value);
    if (name === undefined) return NOBODY;
    const userAgent = fieldValue(request.fields, 'user-agent') ?? '';
    const client = this.#clients.find(request.site, request.remoteAddress, userAgent);
    if (value === null) {
      return { sessionId: this.#sticky.withoutValue(request.site, client), tabId: null, forcedRoute: null };
    }
    const session = this.#sticky.withValue(request.site, client, valueKey(name, value), this.#nowMs());
    this.#valueArrived(session, name, value, request);
    return { sessionId: session.id, tabId: null, forcedRoute: null };
  }

  /**
   * What an exchange means for its session. Called when the answer has left; `memberFields` are the member's, our own
   * route cookie stands in the summary and comes after them (APACHE.md §7.2).
   */
  finished(exchange: ExchangeSummary, memberFields: readonly string[]): void {
    if (exchange.sessionId === null) return;
    const nowMs = this.#nowMs();
    const name = exchange.balancer === null ? undefined : this.#names.get(exchange.balancer.toLowerCase());
    const cookies = setCookiesIn(memberFields, nowMs);
    const own = exchange.setCookie === null ? null : readSetCookie(exchange.setCookie, nowMs);
    const set =
      own !== null && own.name === name?.cookieName
        ? own
        : cookies.findLast((cookie) => cookie.name === name?.cookieName);
    const isFirst = isProvisional(exchange.sessionId);
    const session = isFirst
      ? this.#sticky.firstAnswer(
          exchange.sessionId,
          name !== undefined && set !== undefined && !set.clears ? valueKey(name, set.value) : null,
          nowMs,
        )
      : this.#table.find(exchange.sessionId);
    if (session === undefined) return;
    this.#table.touch(session, nowMs);
    this.#startSweeping();
    countRequest(session, exchange.route, exchange.status >= 500 || exchange.status === 0);
    session.lastUrl = exchange.url;
    const events = this.#pinEvents(session, exchange, name, set, isFirst, nowMs);
    const lost = this.#lossEvent(session, exchange, cookies, memberFields, name, nowMs);
    if (!session.announced || events.length > 0 || lost !== null) this.#announcer.now(session);
    else this.#announcer.later(session);
    for (const event of events) this.#emit(event);
    if (lost !== null) this.#emit(lost);
    if (events.length > 0) this.#tabs.pinsChanged(session);
    if (exchange.tabId !== null) this.#tabs.answered(exchange, name?.balancer ?? null);
  }

  /** The session that an id given to an exchange stands for now, or null when it never became one. */
  resolveId(sessionId: string | null): string | null {
    if (sessionId === null) return null;
    return this.#table.resolve(sessionId) ?? (isProvisional(sessionId) ? null : sessionId);
  }

  views(): readonly SessionView[] {
    return [...this.#table.all()]
      .filter((session) => session.announced)
      .map((session) => this.#view(session));
  }

  tabViews(): readonly TabView[] {
    return this.#tabs.views();
  }

  /** How many sessions are pinned to a route of a balancer. */
  pinCount(balancer: string, route: string): number {
    return this.#pins.count(balancer, route);
  }

  /** Forgets a session: the row goes, and its client's next request starts a new one. Embedded users keep theirs. */
  forget(sessionId: string): boolean {
    const session = this.#table.find(sessionId);
    if (session === undefined) return false;
    if (session.userId === null) this.#table.end(session);
    else this.#unpin(session);
    return true;
  }

  reportUser(user: SeenUser): void {
    const known = this.#users.get(user.userId);
    this.#users.set(user.userId, user);
    if (known?.name === user.name && known.initials === user.initials) return;
    for (const session of this.#embedded.values()) {
      if (session.userId === user.userId && session.announced) this.#announcer.now(session);
    }
  }

  closeUser(userId: string): void {
    this.#tabs.closeUser(userId);
    for (const session of [...this.#embedded.values()]) {
      if (session.userId === userId) this.#table.end(session);
    }
    this.#users.delete(userId);
  }

  /** The sticky cookies were deleted from a user's jar. */
  forgetPins(userId: string): void {
    for (const session of this.#embedded.values()) if (session.userId === userId) this.#unpin(session);
  }

  /** A tab as the shell sees it. `siteOfUrl` finds the site that a URL belongs to. */
  reportTab(tab: SeenTab, site: string): void {
    const nowMs = this.#nowMs();
    const session = this.#embeddedSession(tab.userId, site, nowMs);
    if (!session.announced) this.#announcer.now(session);
    this.#tabs.report(tab, session, nowMs);
  }

  closeTab(tabId: string): void {
    this.#tabs.close(tabId);
  }

  stop(): void {
    this.#announcer.stop();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #recogniseEmbedded(
    mark: EmbeddedMark,
    request: SeenRequest,
    name: StickyName | undefined,
    value: string | null,
  ): Recognition {
    const nowMs = this.#nowMs();
    const session = this.#embeddedSession(mark.userId, request.site, nowMs);
    if (name !== undefined && value !== null) this.#valueArrived(session, name, value, request);
    this.#tabs.asked(mark, session, request, nowMs);
    return { sessionId: session.id, tabId: mark.tabId, forcedRoute: null };
  }

  #embeddedSession(userId: string, site: string, nowMs: number): Session {
    const key = `${userId}\n${site}`;
    let session = this.#embedded.get(key);
    if (session === undefined) {
      session = this.#table.create({ site, client: null, userId }, nowMs);
      this.#embedded.set(key, session);
    }
    return session;
  }

  /** The client sends a sticky value. News only when it is not the one it sent before: an older one may still be on its way. */
  #valueArrived(session: Session, name: StickyName, value: string, request: SeenRequest): void {
    if (sentValue(session, name.cookieName) === value) return;
    noteSent(session, name.cookieName, value);
    this.#sticky.onlyValue(session, name.cookieName, valueKey(name, value));
    const route = request.sessionRoute;
    if (route === null || route === '') return;
    const how: Pin['how'] = isInUrl(request.url, name.urlName, value) ? 'url' : name.how;
    session.arrived = { balancer: name.balancer, route, how };
  }

  #pinEvents(
    session: Session,
    exchange: ExchangeSummary,
    name: StickyName | undefined,
    set: SetCookie | undefined,
    isFirst: boolean,
    nowMs: number,
  ): readonly UnnumberedEvent[] {
    const events: (UnnumberedEvent | null)[] = [];
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
      if (!isFirst && !set.clears) this.#sticky.alsoValue(session, valueKey(name, set.value));
      // The second cookie of a newcomer's first answers moves nobody: its next request says which one it kept.
      const mayMove = !isFirst && sentValue(session, name.cookieName) !== undefined;
      if (route !== null && (mayMove || !isPinned)) {
        const source = { cause: exchange.cause, how: name.how, exchangeId: exchange.id };
        events.push(this.#pins.set(session, name.balancer, route, source, nowMs));
      }
    }
    return events.filter((event) => event !== null);
  }

  #forgetValue(session: Session, name: StickyName): void {
    noteSent(session, name.cookieName, undefined);
    if (this.#pins.remove(session, name.balancer)) this.#tabs.pinsChanged(session);
  }

  #lossEvent(
    session: Session,
    exchange: ExchangeSummary,
    cookies: readonly SetCookie[],
    memberFields: readonly string[],
    name: StickyName | undefined,
    nowMs: number,
  ): UnnumberedEvent | null {
    const isRedirect = exchange.status >= 300 && exchange.status < 400;
    const lost = observeLoss(
      session,
      exchange,
      cookies,
      isRedirect ? fieldValue(memberFields, 'location') : null,
      name === undefined ? null : { ...name, ours: name.how === 'route-cookie' },
      nowMs,
    );
    if (lost === null) return null;
    session.lost = { ...lost, exchangeId: exchange.id };
    return { event: 'session.lost', sessionId: session.id, ...session.lost };
  }

  #unpin(session: Session): void {
    session.sent = null;
    session.arrived = null;
    if (!this.#pins.remove(session)) return;
    this.#announcer.now(session);
    this.#tabs.pinsChanged(session);
  }

  #joined(left: Session, into: Session): void {
    into.requests += left.requests;
    into.errors += left.errors;
    left.routes.forEach((route, index) => {
      const at = into.routes.indexOf(route);
      const count = left.routeCounts[index] ?? 0;
      if (at < 0) {
        into.routes = [...into.routes, route];
        into.routeCounts = [...into.routeCounts, count];
      } else into.routeCounts[at] = (into.routeCounts[at] ?? 0) + count;
    });
    this.#announcer.later(into);
  }

  #ended(session: Session): void {
    this.#announcer.never(session);
    this.#pins.remove(session);
    this.#sticky.leave(session);
    if (session.userId !== null) this.#embedded.delete(`${session.userId}\n${session.site}`);
    if (session.announced) this.#emit({ event: 'session.ended', sessionId: session.id });
  }

  #tell(session: Session): void {
    session.announced = true;
    this.#emit({ event: 'session.changed', session: this.#view(session) });
  }

  #view(session: Session): SessionView {
    return sessionView(session, session.userId === null ? undefined : this.#users.get(session.userId));
  }

  #startSweeping(): void {
    if (this.#sweeper !== null) return;
    this.#sweeper = setInterval(() => {
      this.#table.sweep(this.#nowMs());
      if (this.#table.size > 0 || this.#sweeper === null) return;
      clearInterval(this.#sweeper);
      this.#sweeper = null;
    }, SWEEP_MS);
    this.#sweeper.unref();
  }
}

/** Whether the sticky value stands in the URL, which wins over cookies (APACHE.md §1.2). */
function isInUrl(url: string, name: string, value: string): boolean {
  return url.includes(`${name}=${value}`);
}
