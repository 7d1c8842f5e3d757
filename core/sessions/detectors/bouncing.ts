import { ownText } from '../../decision/index.ts';
import { stickyValueIn } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import { type Detector, oneClient } from '../diagnosis/detector.ts';
import { maskedValue, routeName } from '../diagnosis/words.ts';

const WINDOW_MS = 10_000;
/** One switch is a failover: the client had no chance to take the new cookie before. Two are no longer. */
const SWITCHES = 2;

interface Track {
  value: string;
  route: string;
  endedAtMs: number;
  /** When the answering route changed although the cookie did not. */
  switches: number[];
}

/** USERS.md §B 4: failover works, the cookie is not taken, and the user goes to and fro. */
export const bouncing: Detector = {
  name: 'bouncing',
  severity: 'error',
  title: 'Session bounces',
  finds: 'a session that changes its route at least twice in ten seconds while its cookie stays the same',
  symptom: 'Carts, logins and drafts come and go from page to page.',
  advice:
    'The client does not take the new cookie: look at the Set-Cookie of its answers, and at whether something rewrites it on the way.',
  goneAfterMs: 30_000,
  begin(world) {
    const tracks = new BoundedMap<Track>(2000);
    return {
      exchange(seen) {
        const { summary, sessionId, asked, endedAtMs } = seen;
        const { balancer, route, cause } = summary;
        const name = world.sticky(balancer);
        if (name === undefined || sessionId === null || route === null || route === '') return;
        const who = oneClient(seen, name.cookieName);
        if (who === null) return;
        const key = ownText(`${who}\n${balancer}`);
        if (cause === 'moved-by-us') {
          tracks.delete(key);
          return;
        }
        const value = stickyValueIn(summary, asked, name);
        if (summary.decision !== 'pinned') world.watch(sessionId, WINDOW_MS);
        const track = tracks.get(key);
        if (track === undefined || track.value !== value) {
          tracks.set(key, { value: ownText(value), route, endedAtMs, switches: [] });
          return;
        }
        // What was sent side by side could not know of the new cookie.
        if (summary.startedAtMs < track.endedAtMs) return;
        const from = track.route;
        track.route = route;
        track.endedAtMs = endedAtMs;
        if (from === route) return;
        track.switches = [...track.switches.filter((atMs) => endedAtMs - atMs < WINDOW_MS), endedAtMs];
        if (track.switches.length < SWITCHES) return;
        const what = value === '' ? `without any ${name.cookieName}` : `with ${name.cookieName} unchanged`;
        world.report(name.balancer, ({ sessions, count }) => ({
          sentence: `${sessions === 1 ? 'A session changes its route' : `${sessions} sessions change their routes`} again and again ${what}: last from ${routeName(from)} to ${routeName(route)}, ${count} time${count === 1 ? '' : 's'} so far.`,
          place: { balancer: name.balancer, route, sessionId, site: summary.site },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `${value === '' ? 'no sticky cookie' : `asked with ${name.cookieName}=${maskedValue(value, name.separator)}`}, answered by ${routeName(route)} after ${routeName(from)}`,
          },
        }));
      },
    };
  },
};
