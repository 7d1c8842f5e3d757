import type {
  ExchangeSummary,
  JarMark,
  ProjectSettings,
  RecognisableRequest,
  Recognition,
  SessionView,
  TabView,
} from '../contract/index.ts';
import { ChangeAnnouncer } from './change-announcer.ts';
import { Clients } from './clients.ts';
import { type EmbeddedMark, EmbeddedMarks } from './embedded-mark.ts';
import { cookieSet, fieldValue, setCookiesIn } from './fields.ts';
import { lossEvent } from './loss-event.ts';
import { overrideFor } from './overrides.ts';
import { isProvisional } from './provisional.ts';
import { countRequest, joinCounts, type Session, sessionView } from './session.ts';
import { SessionPins } from './session-pins.ts';
import { SessionTable } from './session-table.ts';
import { type StickyName, stickyNamesOf } from './sticky-names.ts';
import { StickySessions, valueKey } from './sticky-sessions.ts';
import { Tabs } from './tabs.ts';
import { TrackedSessions } from './tracked-sessions.ts';
import { FollowedTabs } from './tracking/followed-tabs.ts';
import { TabTracking } from './tracking/tab-tracking.ts';
import type { TrackedPlace } from './tracking/types.ts';
import type { Emit, SeenTab, SeenUser, SessionsOptions } from './types.ts';

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
  /** Pins, and moving them by hand. */
  readonly pins: SessionPins;
  readonly #tabs: Tabs;
  readonly #tracked: TrackedSessions;
  readonly #followed: FollowedTabs;
  /** What the engine asks about tabs of ordinary browsers; null where they are not followed. */
  readonly tracking: TabTracking | null;
  readonly #announcer: ChangeAnnouncer;
  readonly #users = new Map<string, SeenUser>();
  readonly #embedded = new Map<string, Session>();
  #names: ReadonlyMap<string, StickyName> = new Map();
  /** The balancer asked about last, as exchanges name it: they come in a row. */
  #lastNamed: { readonly balancer: string; readonly name: StickyName | undefined } | null = null;
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
    this.#tracked = new TrackedSessions(this.#table);
    this.#followed = new FollowedTabs(options.emit, this.#nowMs, (key) => this.pins.balancerName(key));
    this.tracking = options.trackTabs === undefined ? null : this.#track(options.trackTabs.canDecode);
    this.#sticky = new StickySessions(this.#clients, this.#table, (left, into) => this.#joined(left, into));
    this.pins = new SessionPins({
      emit: options.emit,
      nowMs: this.#nowMs,
      table: this.#table,
      sticky: this.#sticky,
      announcer: this.#announcer,
      names: () => this.#names,
      told: (session) => {
        this.#tabs.pinsChanged(session);
        this.#followed.pinsChanged(session);
      },
    });
  }

  /** Follows a live edit: which cookies carry pins. Pins stay, whatever becomes of their routes. */
  configure(settings: ProjectSettings): void {
    this.#names = stickyNamesOf(settings);
    this.#lastNamed = null;
  }

  /** Whose request this is. Called once per exchange, before the pick. */
  recognise(request: RecognisableRequest): Recognition {
    const mark = this.marks.read(request.fields);
    const name = request.balancer === null ? undefined : this.#names.get(request.balancer);
    const value = request.stickyValue === '' ? null : request.stickyValue;
    if (mark !== null) return this.#recogniseEmbedded(mark, request, name, value);
    if (request.jar !== undefined && request.jar !== null) {
      return this.#recogniseTracked(request.jar, request, name, value);
    }
    if (name === undefined) return NOBODY;
    const userAgent = fieldValue(request.fields, 'user-agent') ?? '';
    const client = this.#clients.find(request.site, request.remoteAddress, userAgent);
    if (value === null) {
      return { sessionId: this.#sticky.withoutValue(request.site, client), tabId: null, forcedRoute: null };
    }
    const session = this.#sticky.withValue(request.site, client, valueKey(name, value), this.#nowMs());
    this.pins.valueArrived(session, name, value, request);
    return this.#recognised(session, null, name, request);
  }

  /**
   * What an exchange means for its session. Called when the answer has left; `memberFields` are the member's, our own
   * route cookie stands in the summary and comes after them (APACHE.md §7.2). `requestFields` are the client's.
   */
  finished(
    exchange: ExchangeSummary,
    memberFields: readonly string[],
    requestFields: readonly string[] = [],
  ): void {
    if (exchange.sessionId === null) return;
    const nowMs = this.#nowMs();
    const name = this.#nameOf(exchange.balancer);
    const cookies = setCookiesIn(memberFields, nowMs);
    const set =
      name === undefined ? undefined : cookieSet(name.cookieName, cookies, exchange.setCookie, nowMs);
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
    const events = this.pins.pinEvents(session, exchange, name, set, isFirst, nowMs);
    const lost = lossEvent(session, exchange, cookies, memberFields, requestFields, name ?? null, nowMs);
    if (!session.announced || events.length > 0 || lost !== null) this.#announcer.now(session);
    else this.#announcer.later(session);
    for (const event of events) this.#emit(event);
    if (lost !== null) this.#emit(lost);
    if (events.length > 0) this.pins.pinsChanged(session);
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
    return [...this.#tabs.views(), ...this.#followed.views()];
  }

  /** How many sessions are pinned to a route of a balancer. */
  pinCount(balancer: string, route: string): number {
    return this.pins.count(balancer, route);
  }

  /** Forgets a session: the row goes, and its client's next request starts a new one. Embedded users keep theirs. */
  forget(sessionId: string): boolean {
    const session = this.#table.find(sessionId);
    if (session === undefined) return false;
    if (session.userId === null) this.#table.end(session);
    else this.pins.forgetPins(session);
    return true;
  }

  /**
   * Has the next page of a followed browser empty its jar (`on`), or takes that back. Says whether that can be: undefined
   * when there is no such session, false when its jar is not known by a cookie of ours.
   */
  reset(sessionId: string, on: boolean): boolean | undefined {
    const session = this.#table.find(sessionId);
    if (session === undefined) return undefined;
    if (session.jar === null) return false;
    this.#setResetting(session, on);
    return true;
  }

  /** Whether a session's jar is emptied with its next page. */
  isResetting(sessionId: string): boolean {
    return this.#table.find(sessionId)?.isResetting === true;
  }

  #setResetting(session: Session, on: boolean): void {
    if (session.isResetting === on) return;
    session.isResetting = on;
    this.#announcer.now(session);
  }

  reportUser(user: SeenUser): void {
    const known = this.#users.get(user.userId);
    this.#users.set(user.userId, user);
    if (known?.name === user.name && known.initials === user.initials) return;
    for (const session of this.#embedded.values()) {
      if (session.userId === user.userId && session.announced) this.#announcer.now(session);
    }
  }

  /** The id of a user's session at a site, whether or not it has asked for anything yet. */
  sessionOfUser(userId: string, site: string): string {
    return this.#embeddedSession(userId, site, this.#nowMs()).id;
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
    for (const session of this.#embedded.values())
      if (session.userId === userId) this.pins.forgetPins(session);
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
    this.#followed.stop();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  /** The sticky name of a balancer as an exchange names it. */
  #nameOf(balancer: string | null): StickyName | undefined {
    if (balancer === null) return undefined;
    if (this.#lastNamed?.balancer !== balancer) {
      this.#lastNamed = { balancer, name: this.#names.get(balancer.toLowerCase()) };
    }
    return this.#lastNamed.name;
  }

  #recogniseEmbedded(
    mark: EmbeddedMark,
    request: RecognisableRequest,
    name: StickyName | undefined,
    value: string | null,
  ): Recognition {
    const nowMs = this.#nowMs();
    const session = this.#embeddedSession(mark.userId, request.site, nowMs);
    if (name !== undefined && value !== null) this.pins.valueArrived(session, name, value, request);
    if (mark.tabId !== null) this.#tabs.asked(mark.tabId, mark.userId, session, request, nowMs);
    return this.#recognised(session, mark.tabId, name, request);
  }

  /** A request of a browser whose jar is known by our own cookie. */
  #recogniseTracked(
    mark: JarMark,
    request: RecognisableRequest,
    name: StickyName | undefined,
    value: string | null,
  ): Recognition {
    const session =
      this.#tracked.seen(request.site, mark) ??
      this.#tracked.find(
        request.site,
        mark,
        () => fieldValue(request.fields, 'user-agent') ?? '',
        this.#nowMs(),
      );
    if (name !== undefined && value !== null) this.pins.valueArrived(session, name, value, request);
    // A navigation carries what its jar holds: no value means that the page, or a person, has deleted it.
    else if (name !== undefined && mark.isNavigation) this.pins.valueGone(session, name);
    const asksForTab = !mark.isNavigation && this.#followed.hasTabs(session);
    const referer = asksForTab ? fieldValue(request.fields, 'referer') : null;
    const tabId = referer === null ? null : this.#followed.tabAt(session, referer);
    return this.#recognised(session, tabId, name, request);
  }

  #recognised(
    session: Session,
    tabId: string | null,
    name: StickyName | undefined,
    request: RecognisableRequest,
  ): Recognition {
    const known = { sessionId: session.id, tabId, forcedRoute: null };
    if (session.overrides === null || name === undefined) return known;
    return { ...known, ...overrideFor(session, name.balancer, request.sessionRoute) };
  }

  #track(canDecode: NonNullable<SessionsOptions['trackTabs']>['canDecode']): TabTracking {
    const { marks } = this;
    return new TabTracking({
      tabs: this.#followed,
      nowMs: this.#nowMs,
      canDecode,
      sessions: {
        isEmbedded: (fields) => marks.read(fields) !== null,
        sessionOf: (place, documentId) => this.#sessionOfPage(place, documentId),
        jarSeen: (session, jar) => this.pins.jarSeen(session, jar),
        byId: (id) => this.#table.find(id),
        isResetting: (site, jar) => this.#tracked.known(site, jar)?.isResetting === true,
        wasReset: (site, jar) => {
          const session = this.#tracked.known(site, jar);
          if (session !== undefined) this.#setResetting(session, false);
        },
        balancerName: (key) => this.pins.balancerName(key),
      },
    });
  }

  /** Whose page speaks: its jar's, else (a browser that sends no cookies) the one that its document was made for. */
  #sessionOfPage(place: TrackedPlace, documentId: string): Session | null {
    const nowMs = this.#nowMs();
    const ofDocument = this.#followed.documents.claim(documentId)?.sessionId ?? null;
    const mark = place.jar === null ? null : { id: place.jar, isNew: false, isNavigation: false };
    const session =
      mark !== null
        ? this.#tracked.find(place.site, mark, () => place.userAgent, nowMs)
        : ofDocument === null
          ? undefined
          : this.#table.find(ofDocument);
    if (session === undefined) return null;
    // The document came without the jar's cookie (a form of another site), and was taken for a newcomer's.
    const made = ofDocument === null ? undefined : this.#table.find(ofDocument);
    if (made !== undefined && made !== session && this.#tracked.isUnconfirmed(made)) {
      this.#table.alias(made.id, session);
      this.#joined(made, session);
      this.#table.end(made);
    }
    this.#table.touch(session, nowMs);
    this.#startSweeping();
    if (!session.announced) this.#announcer.now(session);
    return session;
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

  #joined(left: Session, into: Session): void {
    joinCounts(left, into);
    this.#announcer.later(into);
  }

  #ended(session: Session): void {
    this.#announcer.never(session);
    this.#tracked.ended(session);
    this.#followed.sessionEnded(session);
    this.pins.drop(session);
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
      this.#table.sweep(this.#nowMs(), (session) => this.#followed.hasTabs(session));
      this.#tracked.sweep(this.#nowMs(), (session) => this.#followed.hasTabs(session));
      if (this.#table.size > 0 || this.#sweeper === null) return;
      clearInterval(this.#sweeper);
      this.#sweeper = null;
    }, SWEEP_MS);
    this.#sweeper.unref();
  }
}
