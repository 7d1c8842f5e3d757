import type { SiteView, UnnumberedEvent, UserView } from '../contract/index.ts';
import type { Sessions } from '../sessions/index.ts';
import type { ReportedTab } from './routepin-api.ts';

/** The users of the desktop window, as the shell reports them. */
export class Users {
  readonly #byId = new Map<string, UserView>();
  readonly #sessions: Sessions;
  readonly #emit: (event: UnnumberedEvent) => void;

  constructor(sessions: Sessions, emit: (event: UnnumberedEvent) => void) {
    this.#sessions = sessions;
    this.#emit = emit;
  }

  views(): readonly UserView[] {
    return [...this.#byId.values()];
  }

  report(user: UserView): void {
    const known = this.#byId.get(user.userId);
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(user)) return;
    this.#byId.set(user.userId, user);
    this.#sessions.reportUser(user);
    this.#emit({ event: 'user.changed', user });
  }

  close(userId: string): void {
    this.#sessions.closeUser(userId);
    if (this.#byId.delete(userId)) this.#emit({ event: 'user.closed', userId });
  }

  /** A tab's session is the one at the site that its URL belongs to, else at the site of its user. */
  reportTab(tab: ReportedTab, sites: readonly SiteView[]): void {
    const site = siteOfUrl(tab.url, sites) ?? this.#byId.get(tab.userId)?.site ?? sites[0]?.name;
    if (site !== undefined) this.#sessions.reportTab(tab, site);
  }
}

/** The site whose URL has the same origin, or undefined. */
function siteOfUrl(url: string, sites: readonly SiteView[]): string | undefined {
  const origin = originOf(url);
  return origin === undefined ? undefined : sites.find((site) => originOf(site.url) === origin)?.name;
}

/** Written without `URL.canParse`, which the Node of the oldest Electron we run on lacks. */
function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}
