import { ownText } from '../../decision/index.ts';
import { shortPath } from '../diagnosis/asked.ts';
import type { Detector } from '../diagnosis/detector.ts';
import { counted, routeName } from '../diagnosis/words.ts';

/** A page that is told to come back needs a moment. */
const GRACE_MS = 10_000;
const MOST_OPEN = 5000;

interface OpenTunnel {
  readonly id: number;
  readonly sessionId: string;
  readonly balancer: string;
  readonly site: string;
  readonly route: string;
  readonly path: string;
  /** When its session moved away; null while it is where its session is. */
  leftAtMs: number | null;
  to: string;
  isTold: boolean;
}

/** USERS.md §B 18: a connection that is open stays where it is, whatever the cookie says by now. */
export const websocketLeftBehind: Detector = {
  name: 'websocket-left-behind',
  severity: 'warning',
  title: 'WebSocket left behind',
  finds: 'WebSockets that are still open on the old route ten seconds after their session moved',
  symptom:
    'Pages load from one member while live updates come from another; the old one can’t be drained empty.',
  advice: 'Close the connection on the old member, or reload the page: a new connection follows the cookie.',
  goneAfterMs: null,
  begin(world) {
    const open = new Map<number, OpenTunnel>();
    const told = new Set<string>();
    const settle = (balancer: string) => {
      if (!told.has(balancer) || [...open.values()].some((one) => one.isTold && one.balancer === balancer))
        return;
      told.delete(balancer);
      world.clear(balancer);
    };
    return {
      exchange({ summary, sessionId }) {
        const { balancer, route } = summary;
        if (!summary.upgraded || sessionId === null || balancer === null || route === null) return;
        if (world.sticky(balancer) === undefined || open.size >= MOST_OPEN) return;
        open.set(summary.id, {
          id: summary.id,
          sessionId,
          balancer,
          site: summary.site,
          route,
          path: ownText(shortPath(summary.url)),
          leftAtMs: null,
          to: route,
          isTold: false,
        });
      },
      event(event, nowMs) {
        if (event.event !== 'session.moved' || open.size === 0) return;
        for (const tunnel of open.values()) {
          if (world.resolve(tunnel.sessionId) !== event.sessionId) continue;
          if (tunnel.balancer.toLowerCase() !== event.balancer.toLowerCase()) continue;
          tunnel.to = event.route;
          if (tunnel.route === event.route) {
            tunnel.leftAtMs = null;
            tunnel.isTold = false;
            settle(tunnel.balancer);
          } else tunnel.leftAtMs ??= nowMs;
        }
      },
      tunnelEnded(exchangeId) {
        const tunnel = open.get(exchangeId);
        if (tunnel === undefined) return;
        open.delete(exchangeId);
        if (tunnel.isTold) settle(tunnel.balancer);
      },
      tick(nowMs) {
        for (const tunnel of open.values()) {
          if (tunnel.isTold || tunnel.leftAtMs === null || nowMs - tunnel.leftAtMs < GRACE_MS) continue;
          tunnel.isTold = true;
          told.add(tunnel.balancer);
          const left = [...open.values()].filter((one) => one.isTold && one.balancer === tunnel.balancer);
          world.report(tunnel.balancer, () => ({
            sentence: `${counted(left.length, 'WebSocket')} (${tunnel.path}) ${left.length === 1 ? 'is' : 'are'} still open on ${routeName(tunnel.route)} although ${left.length === 1 ? 'its session' : 'their sessions'} moved to ${routeName(tunnel.to)}.`,
            place: {
              balancer: tunnel.balancer,
              site: tunnel.site,
              route: tunnel.route,
              sessionId: tunnel.sessionId,
            },
            exchange: {
              id: tunnel.id,
              atMs: tunnel.leftAtMs ?? nowMs,
              text: `opened ${tunnel.path} on ${routeName(tunnel.route)}, open still`,
            },
          }));
        }
      },
    };
  },
};
