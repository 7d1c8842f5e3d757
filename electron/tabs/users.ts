import type { BrowserWindow, LoadURLOptions, Session } from 'electron';
import {
  type CommandParams,
  fail,
  type Result,
  resolveProject,
  type SiteView,
  succeed,
  type UserView,
} from '../../core/contract/index.ts';
import type { Routepin } from '../../core/index.ts';
import type { RaiseNotice } from '../notices.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Rectangle } from '../window/window-bounds.ts';
import { createForeignDownloads } from './foreign-downloads.ts';
import { deletePinCookies, emptyJar, pinCookieNames, watchPinCookies } from './jar.ts';
import { forgetKept, keptJar } from './kept-users.ts';
import { createLocalNames } from './local-names.ts';
import { type OwnSite, ownershipOf, ownSites } from './own-sites.ts';
import { pageAddress, webOrigin } from './page-address.ts';
import type { PageView } from './page-view.ts';
import { type Requester, tabOfRequest } from './request-tab.ts';
import { markRequests } from './secret-field.ts';
import { initialsFor, nextName, uniqueName } from './user-names.ts';
import { createUserSession, type JarPlace } from './user-session.ts';
import { createUserTab, type UserTab } from './user-tab.ts';
import { noAddress, noRoom, noSite, noTab, noUser } from './user-troubles.ts';
import { viewBounds } from './view-bounds.ts';

export interface UsersOptions {
  readonly routepin: Pick<
    Routepin,
    | 'project'
    | 'snapshot'
    | 'onEvent'
    | 'embedded'
    | 'reportUser'
    | 'closeUser'
    | 'reportTab'
    | 'closeTab'
    | 'forgetPins'
    | 'certificates'
  >;
  readonly window: BrowserWindow;
  readonly settings: SettingsStore;
  readonly raiseNotice: RaiseNotice;
  /** Called with each new page, to add keys and menus. */
  readonly onPage: (userId: string, view: PageView) => void;
}

/** The users of the window: each a cookie jar of its own with one tab or more (DESIGN.md §6, embedded tabs). */
export interface Users {
  /** Downloads of pages that are running, those through our own sites left out. */
  readonly downloads: number;
  open(params: CommandParams<'user.open'>): Promise<Result<UserView>>;
  close(userId: string): Done;
  forgetKept(name: string): Promise<Done>;
  openTab(userId: string, url: string | undefined): Result<{ readonly tabId: string }>;
  closeTab(userId: string, tabId: string): Done;
  showTab(userId: string, tabId: string): Done;
  forgetPin(userId: string): Promise<Done>;
  forgetAll(userId: string): Promise<Done>;
  navigate(userId: string, typed: string): Done;
  go(userId: string, to: CommandParams<'user.go'>['to']): Done;
  openDevTools(userId: string): Done;
  layout(pages: CommandParams<'user.layout'>['pages']): Done;
  /** Detaches every page, as when the interface is loaded again and doesn't know them yet. */
  hideAll(): void;
  /** Resolves when the jars that are kept are on disk. */
  closeAll(): Promise<void>;
}

type Done = Result<Record<never, never>>;
const DONE: Done = succeed({});

/** A page is a process of some 60 MB; beyond this somebody has lost count. */
const MAX_PAGES = 24;

interface User {
  readonly userId: string;
  readonly name: string;
  readonly initials: string;
  readonly place: JarPlace;
  readonly session: Session;
  tabs: readonly UserTab[];
  front: UserTab;
  /** The tab that is in the window now, and where. */
  shown: UserTab | null;
  bounds: Rectangle | null;
}

/** Opens, shows and closes users and their tabs, and keeps the core informed about them. */
export function createUsers(options: UsersOptions): Users {
  const { routepin, window, raiseNotice, settings } = options;
  const users = new Map<string, User>();
  const isLocalName = createLocalNames();
  const downloads = createForeignDownloads(() => sites);
  let userCounter = 0;
  let tabCounter = 0;

  let sites: readonly OwnSite[] = [];
  let views: readonly SiteView[] = [];
  const learnSites = () => {
    views = routepin.snapshot().sites;
    sites = ownSites(resolveProject(routepin.project), views);
  };
  learnSites();
  const removeListener = routepin.onEvent(
    ({ event }) => {
      if (event === 'site.changed' || event === 'project.changed') learnSites();
    },
    { exchanges: false },
  );

  const firstSite = (): SiteView | undefined => views.find(({ state }) => state === 'listening') ?? views[0];
  const pageCount = () => [...users.values()].reduce((sum, { tabs }) => sum + tabs.length, 0);

  const viewOf = (user: User): UserView => {
    const { userId, name, initials, place } = user;
    const tabs = user.tabs.map((tab) => tab.state());
    const ownership = ownershipOf(user.front.state().url, sites);
    const site = ownership.kind === 'foreign' ? '' : ownership.site;
    return { userId, name, initials, site, ...user.front.state(), tabs, kept: place.kind === 'kept' };
  };

  const report = (user: User): void => {
    if (users.get(user.userId) === user) routepin.reportUser(viewOf(user));
  };

  const reportTab = (user: User, { tabId, state }: UserTab): void => {
    const { url, title } = state();
    routepin.reportTab({ tabId, userId: user.userId, url, title });
  };

  const withUser = <Value>(userId: string, act: (user: User) => Value): Value | Result<never> => {
    const user = users.get(userId);
    return user === undefined ? fail(noUser(userId)) : act(user);
  };

  const withTab = (userId: string, tabId: string, act: (user: User, tab: UserTab) => void): Done =>
    withUser(userId, (user) => {
      const tab = user.tabs.find((one) => one.tabId === tabId);
      if (tab === undefined) return fail(noTab(user.name, tabId));
      act(user, tab);
      return DONE;
    });

  /** Puts the tab in front where the user's page stands, and takes any other one out. */
  const place = (user: User): void => {
    if (window.isDestroyed()) return;
    const { front, bounds } = user;
    if (user.shown !== null && (user.shown !== front || bounds === null)) {
      if (!user.shown.view.webContents.isDestroyed()) user.shown.view.detach(window);
      user.shown = null;
    }
    if (bounds === null || front.view.webContents.isDestroyed()) return;
    if (user.shown === null) front.view.attach(window);
    user.shown = front;
    front.view.setBounds(bounds);
  };

  const hide = (user: User): void => {
    user.bounds = null;
    place(user);
  };

  const bringInFront = (user: User, tab: UserTab): void => {
    user.front = tab;
    place(user);
    report(user);
  };

  const refusedBy = (name: string) => (what: string) => {
    raiseNotice({ level: 'warn', text: `${name}'s page ${what}.`, hint: null });
  };

  const makeTab = (
    identity: Pick<User, 'userId' | 'name' | 'session'>,
    url: string,
    userOf: () => User | undefined,
  ): UserTab => {
    tabCounter += 1;
    const tab: UserTab = createUserTab({
      tabId: `embedded-${tabCounter}`,
      session: identity.session,
      window,
      own: { sites: () => sites, certificates: () => routepin.certificates },
      url,
      onState: () => {
        const user = userOf();
        if (user?.tabs.includes(tab) !== true) return;
        report(user);
        reportTab(user, tab);
      },
      onRefused: refusedBy(identity.name),
      onWindow: (wished) => {
        const user = userOf();
        if (user?.tabs.includes(tab) !== true) return;
        const opened = addTab(user, wished.url, wished.inFront, wished.options);
        if (!opened.ok) refusedBy(user.name)(`wanted another tab: ${opened.error.message}`);
      },
    });
    options.onPage(identity.userId, tab.view);
    return tab;
  };

  const addTab = (
    user: User,
    url: string,
    inFront: boolean,
    load?: LoadURLOptions,
  ): Result<{ readonly tabId: string }> => {
    if (pageCount() >= MAX_PAGES) return fail(noRoom(MAX_PAGES));
    const tab = makeTab(user, url, () => users.get(user.userId));
    user.tabs = [...user.tabs, tab];
    reportTab(user, tab);
    if (inFront) bringInFront(user, tab);
    else report(user);
    tab.load(url, load);
    return succeed({ tabId: tab.tabId });
  };

  const endTab = (tab: UserTab): void => {
    if (!tab.view.webContents.isDestroyed()) tab.view.destroy();
    routepin.closeTab(tab.tabId);
  };

  const open = async (params: CommandParams<'user.open'>): Promise<Result<UserView>> => {
    const site = firstSite();
    const base = site?.url ?? 'http://127.0.0.1/';
    if (params.url === undefined && site === undefined) return fail(noSite(routepin.project));
    const url = pageAddress(params.url ?? base, base);
    if (url === null) return fail(noAddress(params.url ?? base));
    if (pageCount() >= MAX_PAGES) return fail(noRoom(MAX_PAGES));
    const taken = [...users.values()];
    const wished = params.name?.trim() ?? '';
    userCounter += 1;
    const userId = `user-${userCounter}`;
    let name: string;
    let jar: JarPlace;
    if (params.kept === true) {
      const kept = keptJar(settings, wished, taken);
      if (!kept.ok) return kept;
      ({ name } = kept.value);
      jar = { kind: 'kept', id: kept.value.id };
    } else {
      // The name of a kept user is its own, open or not.
      const known = [...taken, ...settings.current.keptUsers.map((one) => ({ ...one, initials: '' }))];
      name = wished === '' ? nextName(known) : uniqueName(wished, known);
      // Partition names are never used twice: a new user must not find an old one's cookies.
      jar = { kind: 'memory', userId };
    }
    const refused = refusedBy(name);
    const session = createUserSession(jar, {
      onRefused: refused,
      onDownload: downloads.began,
      onDownloaded: (file) =>
        raiseNotice({ level: 'info', text: `${name}'s page saved a file: ${file}`, hint: null }),
      onDownloadFailed: (file, why) => refused(`could not download ${file}: ${why}`),
    });
    const initials = initialsFor(name, taken);
    const identity = { userId, name, initials, place: jar, session };
    watchPinCookies(
      session,
      () => pinCookieNames(routepin.project),
      () => users.has(userId) && routepin.forgetPins(userId),
    );
    markRequests(
      session,
      (from) => fieldFor(userId, from),
      () => sites,
      isLocalName,
    );
    const front = makeTab(identity, url, () => users.get(userId));
    const user: User = { ...identity, tabs: [front], front, shown: null, bounds: null };
    users.set(userId, user);
    report(user);
    reportTab(user, front);
    front.load(url);
    return succeed(viewOf(user));
  };

  const fieldFor = (userId: string, from: Requester) => {
    const tabs = users.get(userId)?.tabs.map((tab) => tab.asker()) ?? [];
    const { fieldName: name, fieldValue } = routepin.embedded;
    return { name, value: fieldValue(userId, tabOfRequest(tabs, from)) };
  };

  const close = (userId: string): Done =>
    withUser(userId, (user) => {
      users.delete(userId);
      hide(user);
      for (const tab of user.tabs) endTab(tab);
      routepin.closeUser(userId);
      // A partition in memory lives as long as the process: empty it now.
      if (user.place.kind === 'memory') void emptyJar(user.session).catch(() => {});
      else void user.session.cookies.flushStore().catch(() => {});
      return DONE;
    });

  const closeTab = (userId: string, tabId: string): Done =>
    withUser(userId, (user) => {
      if (user.tabs.length === 1 && user.front.tabId === tabId) return close(userId);
      return withTab(userId, tabId, (_user, tab) => {
        const index = user.tabs.indexOf(tab);
        user.tabs = user.tabs.filter((one) => one !== tab);
        const next = user.tabs[Math.min(index, user.tabs.length - 1)];
        // Out of the window before it ends: a view whose page is gone can't be told from one that shows nothing.
        if (user.front === tab && next !== undefined) bringInFront(user, next);
        else report(user);
        endTab(tab);
      });
    });

  const go = (user: User, to: CommandParams<'user.go'>['to']): void => {
    const { front } = user;
    const contents = front.view.webContents;
    if (to === 'back') contents.goBack();
    else if (to === 'forward') contents.goForward();
    else if (to === 'stop') contents.stop();
    // A page that never came is at an error page of Chromium's: ask for its address again.
    else if (front.state().trouble !== null) front.load(front.state().url);
    else contents.reload();
  };

  const layout = (pages: CommandParams<'user.layout'>['pages']): Done => {
    if (window.isDestroyed()) return DONE;
    const zoom = window.webContents.getZoomFactor();
    const shown = new Set(pages.map(({ userId }) => userId));
    for (const user of users.values()) if (!shown.has(user.userId)) hide(user);
    for (const page of pages) {
      // A user that closed while the page measured: nothing to place.
      const user = users.get(page.userId);
      if (user === undefined) continue;
      user.bounds = viewBounds(page, zoom);
      place(user);
    }
    return DONE;
  };

  return {
    get downloads() {
      return downloads.running;
    },
    open,
    close,
    async forgetKept(name) {
      const open = [...users.values()].map((user) => user.name);
      return (await forgetKept(settings, name, open)) ?? DONE;
    },
    openTab: (userId, typed) =>
      withUser(userId, (user) => {
        const from = user.front.state().url;
        const url =
          typed === undefined ? from : pageAddress(typed, webOrigin(from) ?? firstSite()?.url ?? '');
        return url === null ? fail(noAddress(typed ?? '')) : addTab(user, url, true);
      }),
    closeTab,
    showTab: (userId, tabId) => withTab(userId, tabId, bringInFront),
    forgetPin: async (userId) =>
      withUser(userId, async (user) => {
        await deletePinCookies(user.session, pinCookieNames(routepin.project));
        routepin.forgetPins(userId);
        return DONE;
      }),
    forgetAll: async (userId) =>
      withUser(userId, async (user) => {
        await emptyJar(user.session);
        routepin.forgetPins(userId);
        return DONE;
      }),
    navigate: (userId, typed) =>
      withUser(userId, (user) => {
        const url = pageAddress(typed, webOrigin(user.front.state().url) ?? firstSite()?.url ?? '');
        if (url === null) return fail(noAddress(typed));
        user.front.load(url);
        return DONE;
      }),
    go: (userId, to) =>
      withUser(userId, (user) => {
        go(user, to);
        return DONE;
      }),
    openDevTools: (userId) =>
      withUser(userId, (user) => {
        user.front.view.webContents.openDevTools({ mode: 'detach' });
        return DONE;
      }),
    layout,
    hideAll() {
      for (const user of users.values()) hide(user);
    },
    async closeAll() {
      removeListener();
      const kept = [...users.values()].filter(({ place }) => place.kind === 'kept');
      for (const userId of [...users.keys()]) close(userId);
      await Promise.allSettled(kept.map(({ session }) => session.cookies.flushStore()));
    },
  };
}
