import { ownText } from '../../decision/index.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import type { Detector, SeenExchange } from '../diagnosis/detector.ts';
import { routeName } from '../diagnosis/words.ts';

/** A poll follows its handshake at once; an answer of 400 so much later has other reasons. */
const HANDSHAKE_MS = 30_000;

interface Handshake {
  readonly route: string;
  readonly id: number;
  readonly atMs: number;
}

/** USERS.md §B 17: Engine.IO keeps a session in the process that made it; another one answers 400 "Session ID unknown". */
export const socketioSplit: Detector = {
  name: 'socketio-split',
  severity: 'error',
  title: 'Socket.IO split',
  finds:
    'a Socket.IO session whose handshake was answered by one route and whose polls or WebSocket went to another',
  symptom: 'Connections fail with 400 "Session ID unknown" and are tried again and again.',
  advice:
    'Let the client send cookies (withCredentials, and CORS to match), or use transports: ["websocket"], which needs one request only.',
  goneAfterMs: 120_000,
  begin(world) {
    /** The newest handshake of a client. */
    const handshakes = new BoundedMap<Handshake>(1000);
    /** The route that knows an Engine.IO session. */
    const homes = new BoundedMap<Handshake>(2000);
    return {
      exchange(seen) {
        const { summary, endedAtMs } = seen;
        if (!summary.url.includes('EIO=') || summary.balancer === null) return;
        const { route, id, status } = summary;
        if (route === null || route === '') return;
        const sid = /[?&]sid=([^&]+)/.exec(summary.url)?.[1];
        const client = clientOf(seen);
        if (sid === undefined) {
          if (status === 200) handshakes.set(client, { route, id, atMs: endedAtMs });
          return;
        }
        const home = homes.get(sid);
        const isFine = status === 101 || (status >= 200 && status < 300);
        if (isFine) {
          if (home === undefined) homes.set(ownText(sid), { route, id, atMs: endedAtMs });
          if (home === undefined || home.route === route) return;
        } else if (status !== 400) return;
        const before = home ?? handshakes.get(client);
        if (before === undefined || before.route === route || endedAtMs - before.atMs > HANDSHAKE_MS) return;
        const what = home === undefined ? 'handshake' : 'session';
        world.report(summary.balancer, ({ count }) => ({
          sentence: `A Socket.IO ${what} was answered by ${routeName(before.route)} and its next request went to ${routeName(route)}, which answered ${status}${count === 1 ? '' : `; ${count} such requests so far`}.`,
          place: { balancer: summary.balancer, site: summary.site, route, sessionId: seen.sessionId },
          exchange: {
            id,
            atMs: endedAtMs,
            text: `${routeName(route)} answered ${status}; the ${what} was with ${routeName(before.route)} (exchange ${before.id})`,
          },
        }));
      },
    };
  },
};

/** Who connects: a client without cookies is known by what it calls itself. */
function clientOf({ summary, sessionId, isExact, asked }: SeenExchange): string {
  return isExact && sessionId !== null
    ? sessionId
    : ownText(`${summary.site}\n${asked.userAgent.slice(0, 200)}`);
}
