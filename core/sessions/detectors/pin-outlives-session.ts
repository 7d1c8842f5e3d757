import { ownText } from '../../decision/index.ts';
import { otherCookies, valuesOf } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import type { Detector } from '../diagnosis/detector.ts';
import { counted, routeName } from '../diagnosis/words.ts';
import { isSessionName } from '../session-names.ts';

const LOGOUT_PATH = /(?:^|[/_.-])(?:log-?out|sign-?out|log-?off|sign-?off)(?=$|[/_.?;-])/i;
/** So long after a log-out the next request may come. */
const WATCH_MS = 600_000;
/** A client that has nothing left but the pin is told from others by coming at once. */
const AT_ONCE_MS = 10_000;

interface LoggedOut {
  readonly cookie: string;
  readonly route: string;
  /** What the client has left: another browser of the same route has other cookies. */
  readonly left: string;
  readonly userAgent: string;
  readonly atMs: number;
  isTold: boolean;
}

/** USERS.md §B 23: the pin was made for a session that has ended. */
export const pinOutlivesSession: Detector = {
  name: 'pin-outlives-session',
  severity: 'hint',
  title: 'Pin outlives its session',
  finds: 'a client that logged out (its session cookie was cleared) and is still pinned',
  symptom: 'Whoever logs in next in this browser goes to the same member, so users never spread again.',
  advice: 'Expire the route cookie together with the session cookie when users log out.',
  goneAfterMs: 600_000,
  begin(world) {
    const loggedOut = new BoundedMap<LoggedOut>(1000);
    return {
      exchange({ summary, sessionId, isExact, asked, sets, endedAtMs }) {
        const { balancer, route } = summary;
        const name = world.sticky(balancer);
        if (name === undefined || sessionId === null || route === null || route === '') return;
        const key = `${sessionId}\n${balancer}`;
        if (sets.length > 0 && LOGOUT_PATH.test(summary.url)) {
          const cleared = sets.filter((set) => set.clears);
          // Whoever clears the sticky cookie with it takes the pin off.
          if (cleared.some((set) => set.name === name.cookieName)) return;
          const cookie = cleared.find(
            (set) => isSessionName(set.name) && valuesOf(asked.cookie, set.name).length > 0,
          );
          if (cookie === undefined) return;
          const gone = cleared.map((set) => set.name);
          loggedOut.set(ownText(key), {
            cookie: ownText(cookie.name),
            route,
            left: ownText(otherCookies(asked.cookie, [...gone, name.cookieName])),
            userAgent: ownText(asked.userAgent),
            atMs: endedAtMs,
            isTold: false,
          });
          world.watch(sessionId, WATCH_MS);
          return;
        }
        const before = loggedOut.size === 0 ? undefined : loggedOut.get(key);
        if (before === undefined || before.isTold || summary.startedAtMs < before.atMs) return;
        const left = otherCookies(asked.cookie, [name.cookieName]);
        const isHim =
          isExact ||
          (left === before.left &&
            asked.userAgent === before.userAgent &&
            (left !== '' || summary.startedAtMs - before.atMs < AT_ONCE_MS));
        if (!isHim) return;
        if (summary.cause !== 'followed-route' || route !== before.route) {
          loggedOut.delete(key);
          return;
        }
        before.isTold = true;
        world.report(name.balancer, ({ sessions }) => ({
          sentence: `${sessions === 1 ? 'A client' : counted(sessions, 'client')} logged out (${before.cookie} was cleared) and ${sessions === 1 ? 'is' : 'are'} still pinned by ${name.cookieName}, the last one to ${routeName(route)}.`,
          place: { balancer: name.balancer, site: summary.site, route, sessionId },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `after the log-out it still asked for ${routeName(route)}`,
          },
          remedy: {
            kind: 'commands',
            label: 'Take this pin off',
            commands: [{ name: 'session.unpin', params: { sessionId, balancer: name.balancer } }],
          },
        }));
      },
    };
  },
};
