import type { ExchangeSummary, RecognisableRequest, TabView } from '../contract/index.ts';
import { fieldValue } from './fields.ts';
import { pinAt, type Session } from './session.ts';
import type { Emit, SeenTab } from './types.ts';

interface Tab {
  readonly tabId: string;
  readonly userId: string;
  readonly openedAtMs: number;
  session: Session;
  url: string;
  title: string;
  servedBy: string | null;
  /** The balancer behind its document: the pin there is the tab's. */
  balancer: string | null;
  /** Method and target of the document on its way; its answer says who served the tab. */
  awaited: string | null;
  /** The route that the last event told. */
  toldRoute: string | null;
  /** False while only requests were seen and the shell has not told of it. */
  opened: boolean;
}

/** The tabs inside their sessions: what the shell tells of them, and which route answered their document. */
export class Tabs {
  readonly #byId = new Map<string, Tab>();
  readonly #emit: Emit;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** A request of a tab is on its way. */
  asked(tabId: string, userId: string, session: Session, request: RecognisableRequest, nowMs: number): void {
    const tab = this.#ensure({ tabId, userId }, session, nowMs);
    if (!isDocument(request)) return;
    tab.awaited = `${request.method} ${request.url}`;
    tab.session = session;
  }

  /** An exchange of a tab has ended: was it the document? */
  answered(exchange: ExchangeSummary, balancerName: string | null): void {
    const tab = this.#byId.get(exchange.tabId ?? '');
    if (tab === undefined || tab.awaited !== `${exchange.method} ${exchange.url}`) return;
    tab.awaited = null;
    tab.balancer = balancerName;
    const servedBy = exchange.route === '' ? null : exchange.route;
    if (servedBy === tab.servedBy) return;
    tab.servedBy = servedBy;
    this.#tell('tab.navigated', tab);
  }

  /** The shell says what a tab shows. `session` is where its requests belong. */
  report(seen: SeenTab, session: Session, nowMs: number): void {
    const tab = this.#ensure(seen, session, nowMs);
    const changed = tab.url !== seen.url || tab.title !== seen.title || tab.session !== session;
    tab.url = seen.url;
    tab.title = seen.title;
    tab.session = session;
    if (!tab.opened) {
      tab.opened = true;
      this.#tell('tab.opened', tab);
    } else if (changed) this.#tell('tab.navigated', tab);
  }

  /** The session of a tab that has been seen, or undefined. */
  sessionOf(tabId: string): Session | undefined {
    return this.#byId.get(tabId)?.session;
  }

  /** The pins of a session have changed: every tab of it says so. */
  pinsChanged(session: Session): void {
    for (const tab of this.#byId.values()) {
      if (tab.session === session && routeOf(tab) !== tab.toldRoute) this.#tell('tab.pinned', tab);
    }
  }

  close(tabId: string): void {
    const tab = this.#byId.get(tabId);
    if (tab === undefined) return;
    this.#byId.delete(tabId);
    this.#tell('tab.closed', tab);
  }

  closeUser(userId: string): void {
    for (const tab of [...this.#byId.values()]) if (tab.userId === userId) this.close(tab.tabId);
  }

  views(): readonly TabView[] {
    return [...this.#byId.values()].filter((tab) => tab.opened).map(viewOf);
  }

  #ensure(mark: Pick<Tab, 'tabId' | 'userId'>, session: Session, nowMs: number): Tab {
    const known = this.#byId.get(mark.tabId);
    if (known !== undefined) return known;
    const tab: Tab = {
      tabId: mark.tabId,
      userId: mark.userId,
      openedAtMs: nowMs,
      session,
      url: '',
      title: '',
      servedBy: null,
      balancer: null,
      awaited: null,
      toldRoute: null,
      opened: false,
    };
    this.#byId.set(tab.tabId, tab);
    return tab;
  }

  #tell(event: 'tab.opened' | 'tab.navigated' | 'tab.pinned' | 'tab.closed', tab: Tab): void {
    tab.toldRoute = routeOf(tab);
    if (tab.opened) this.#emit({ event, ...viewOf(tab) });
  }
}

/** Whether a request fetches a page of a tab: Fetch Metadata says so, or, without it, what it accepts (TABS.md, design 1). */
function isDocument(request: RecognisableRequest): boolean {
  const dest = fieldValue(request.fields, 'sec-fetch-dest');
  if (dest !== null) return dest === 'document';
  return (fieldValue(request.fields, 'accept') ?? '').includes('text/html');
}

function routeOf(tab: Tab): string | null {
  const pin = tab.balancer === null ? tab.session.pins[0] : pinAt(tab.session, tab.balancer);
  return pin?.route ?? null;
}

function viewOf(tab: Tab): TabView {
  return {
    tabId: tab.tabId,
    sessionId: tab.session.id,
    userId: tab.userId,
    url: tab.url,
    title: tab.title,
    route: routeOf(tab),
    servedBy: tab.servedBy,
    openedAtMs: tab.openedAtMs,
  };
}
