import type { BrowserWindow, Session } from 'electron';
import {
  type CommandParams,
  fail,
  type Project,
  type Result,
  resolveProject,
  type SiteView,
  succeed,
  type Trouble,
  type UserView,
} from '../../core/contract/index.ts';
import type { Routepin } from '../../core/index.ts';
import type { RaiseNotice } from '../notices.ts';
import { deletePinCookies, emptyJar, pinCookieNames } from './jar.ts';
import { createLocalNames } from './local-names.ts';
import { acceptOwnCertificates } from './own-certificates.ts';
import { type OwnSite, ownershipOf, ownSites } from './own-sites.ts';
import { pageAddress } from './page-address.ts';
import { createPageView, type PageView } from './page-view.ts';
import { markRequests } from './secret-field.ts';
import { initialsFor, nextName, uniqueName } from './user-names.ts';
import { followPage, type PageState } from './user-page.ts';
import { createUserSession } from './user-session.ts';
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
  readonly raiseNotice: RaiseNotice;
  readonly isUnattended: boolean;
  /** Called with each new page, to add keys and menus. */
  readonly onPage: (userId: string, view: PageView) => void;
}

/** The users of the window: pages with a cookie jar of their own each (DESIGN.md §6, embedded tabs). */
export interface Users {
  open(params: CommandParams<'user.open'>): Promise<Result<UserView>>;
  close(userId: string): Done;
  forgetPin(userId: string): Promise<Done>;
  forgetAll(userId: string): Promise<Done>;
  navigate(userId: string, typed: string): Done;
  go(userId: string, to: CommandParams<'user.go'>['to']): Done;
  openDevTools(userId: string): Done;
  layout(pages: CommandParams<'user.layout'>['pages']): Done;
  /** Detaches every page, as when the interface is loaded again and doesn't know them yet. */
  hideAll(): void;
  closeAll(): void;
}

type Done = Result<Record<never, never>>;
const DONE: Done = succeed({});

/** A page is a process of some 60 MB; beyond this somebody has lost count. */
const MAX_USERS = 24;

const UNSEEN_BOUNDS = { x: 0, y: 0, width: 1024, height: 768 } as const;

interface User {
  readonly userId: string;
  readonly tabId: string;
  readonly name: string;
  readonly initials: string;
  readonly session: Session;
  readonly view: PageView;
  readonly state: () => PageState;
  isShown: boolean;
}

/** Opens, shows and closes users, and keeps the core informed about them. */
export function createUsers(options: UsersOptions): Users {
  const { routepin, window, raiseNotice } = options;
  const users = new Map<string, User>();
  const isLocalName = createLocalNames();
  let counter = 0;

  let sites: readonly OwnSite[] = [];
  let views: readonly SiteView[] = [];
  const learnSites = () => {
    views = routepin.snapshot().sites;
    sites = ownSites(resolveProject(routepin.project), views);
  };
  learnSites();
  const removeListener = routepin.onEvent(({ event }) => {
    if (event === 'site.changed' || event === 'project.changed') learnSites();
  });

  const firstSite = (): SiteView | undefined => views.find(({ state }) => state === 'listening') ?? views[0];

  const viewOf = (user: Pick<User, 'userId' | 'name' | 'initials'>, state: PageState): UserView => {
    const ownership = ownershipOf(state.url, sites);
    const site = ownership.kind === 'foreign' ? '' : ownership.site;
    return { userId: user.userId, name: user.name, initials: user.initials, site, ...state };
  };

  const withUser = <Value>(userId: string, act: (user: User) => Value): Value | Result<never> => {
    const user = users.get(userId);
    if (user !== undefined) return act(user);
    return fail({ code: 'not-found', message: `there is no user "${userId}": it has been closed` });
  };

  const load = (user: User, url: string): void => {
    // Failures are told by the page itself.
    user.view.webContents.loadURL(url).catch(() => {});
  };

  const hide = (user: User): void => {
    if (!user.isShown) return;
    user.isShown = false;
    if (!window.isDestroyed()) user.view.detach(window);
  };

  const open = async (params: CommandParams<'user.open'>): Promise<Result<UserView>> => {
    const site = firstSite();
    const base = site?.url ?? 'http://127.0.0.1/';
    if (params.url === undefined && site === undefined) return fail(noSite(routepin.project));
    const url = pageAddress(params.url ?? base, base);
    if (url === null) return fail(noAddress(params.url ?? base));
    if (users.size >= MAX_USERS) {
      return fail({
        code: 'not-available',
        message: `${MAX_USERS} users are open, which is as many as there can be`,
        hint: 'Close one of them first.',
      });
    }
    const taken = [...users.values()];
    const wished = params.name?.trim() ?? '';
    const name = wished === '' ? nextName(taken) : uniqueName(wished, taken);
    counter += 1;
    const userId = `user-${counter}`;
    const tabId = `embedded-${counter}`;
    const refused = (what: string) => {
      raiseNotice({ level: 'warn', text: `${name}'s page ${what}.`, hint: null });
    };
    // Partition names are never used twice: a new user must not find an old one's cookies.
    const session = createUserSession(`routepin-${userId}`, options.isUnattended, {
      onRefused: refused,
      onDownloaded: (file) =>
        raiseNotice({ level: 'info', text: `${name}'s page was saved as ${file}.`, hint: null }),
      onDownloadFailed: (file, why) => refused(`could not download ${file}: ${why}`),
    });
    const field = {
      name: routepin.embedded.fieldName,
      value: routepin.embedded.fieldValue(userId, tabId),
    };
    markRequests(session, field, () => sites, isLocalName);
    const view = createPageView(session);
    acceptOwnCertificates(view.webContents, {
      sites: () => sites,
      certificates: () => routepin.certificates,
    });
    // A page may load long before it is shown, and must not find itself in a window of no size; bounds only hold
    // once it has been in a window. Nothing is painted in between.
    view.attach(window);
    view.setBounds(UNSEEN_BOUNDS);
    view.detach(window);
    const identity = { userId, name, initials: initialsFor(name, taken) };
    const report = (state: PageState) => {
      if (!users.has(userId)) return;
      routepin.reportUser(viewOf(identity, state));
      routepin.reportTab({ tabId, userId, url: state.url, title: state.title });
    };
    const page = followPage(view.webContents, session, url, { onState: report, onRefused: refused });
    const user: User = { ...identity, tabId, session, view, state: page.state, isShown: false };
    users.set(userId, user);
    options.onPage(userId, view);
    report(page.state());
    load(user, url);
    return succeed(viewOf(user, page.state()));
  };

  const close = (userId: string): Done =>
    withUser(userId, (user) => {
      users.delete(userId);
      hide(user);
      if (!user.view.webContents.isDestroyed()) user.view.destroy();
      routepin.closeTab(user.tabId);
      routepin.closeUser(userId);
      // The partition is in memory, but lives as long as the process: empty it now.
      void emptyJar(user.session).catch(() => {});
      return DONE;
    });

  const go = (user: User, to: CommandParams<'user.go'>['to']): void => {
    const contents = user.view.webContents;
    if (to === 'back') contents.goBack();
    else if (to === 'forward') contents.goForward();
    else if (to === 'stop') contents.stop();
    // A page that never came is at an error page of Chromium's: ask for its address again.
    else if (user.state().trouble !== null) load(user, user.state().url);
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
      if (user === undefined || user.view.webContents.isDestroyed()) continue;
      if (!user.isShown) user.view.attach(window);
      user.isShown = true;
      user.view.setBounds(viewBounds(page, zoom));
    }
    return DONE;
  };

  return {
    open,
    close,
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
        const url = pageAddress(typed, webOrigin(user.state().url) ?? firstSite()?.url ?? '');
        if (url === null) return fail(noAddress(typed));
        load(user, url);
        return DONE;
      }),
    go: (userId, to) =>
      withUser(userId, (user) => {
        go(user, to);
        return DONE;
      }),
    openDevTools: (userId) =>
      withUser(userId, (user) => {
        user.view.webContents.openDevTools({ mode: 'detach' });
        return DONE;
      }),
    layout,
    hideAll() {
      for (const user of users.values()) hide(user);
    },
    closeAll() {
      removeListener();
      for (const userId of [...users.keys()]) close(userId);
    },
  };
}

function noSite(project: Project): Trouble {
  return {
    code: 'not-available',
    message: `“${project.name}” has no site yet, so there is nothing to open`,
    hint: 'Choose the ports to balance first, or start the demo backends.',
  };
}

function noAddress(typed: string): Trouble {
  return {
    code: 'bad-params',
    message: `"${typed.slice(0, 200)}" is not a web address`,
    hint: 'Write http://host:port/path, or a path such as /cart.',
  };
}

function webOrigin(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}
