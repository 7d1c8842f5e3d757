import type { Cookie, Session } from 'electron';
import { type Project, resolveProject } from '../../core/contract/index.ts';

/** Names of the cookies that may hold a route: what balancers look for, and what they set. */
export function pinCookieNames(project: Project): ReadonlySet<string> {
  const { balancers } = resolveProject(project);
  const names = balancers.flatMap(({ sticky, routeCookie }) => [
    sticky?.cookieName ?? '',
    routeCookie?.name ?? '',
  ]);
  return new Set(names.filter((name) => name !== ''));
}

/** Deletes the route cookies of the jar. Says how many there were. */
export async function deletePinCookies(session: Session, names: ReadonlySet<string>): Promise<number> {
  const cookies = (await session.cookies.get({})).filter(({ name }) => names.has(name));
  for (const cookie of cookies) await session.cookies.remove(addressOf(cookie), cookie.name);
  return cookies.length;
}

/**
 * Tells when a route cookie has left the jar, whoever took it out: the page, the application, or its age. The next
 * request is balanced anew then, and nothing else would say so before it. One that is replaced has not left.
 */
export function watchPinCookies(
  session: Session,
  names: () => ReadonlySet<string>,
  onGone: () => void,
): void {
  // A kept jar that is opened again in this run is the same session.
  session.cookies.removeAllListeners('changed');
  session.cookies.on('changed', (_event, cookie, cause, isRemoved) => {
    if (isRemoved && cause !== 'overwrite' && names().has(cookie.name)) onGone();
  });
}

/** Deletes everything that pages of this session have stored, and the connections that may know logins. */
export async function emptyJar(session: Session): Promise<void> {
  await session.clearStorageData();
  await session.clearCache();
  await session.clearAuthCache();
  await session.closeAllConnections();
}

/** An address that the cookie belongs to: Electron removes cookies by address and name. */
export function addressOf(cookie: Pick<Cookie, 'domain' | 'path' | 'secure'>): string {
  const host = (cookie.domain ?? '').replace(/^\./, '');
  return `${cookie.secure === true ? 'https' : 'http'}://${host}${cookie.path ?? '/'}`;
}
