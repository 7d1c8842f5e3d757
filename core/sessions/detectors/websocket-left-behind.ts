import { ownText } from '../../decision/index.ts';
import { shortPath } from '../diagnosis/asked.ts';
import { type Detector, oneClient, type SeenExchange } from '../diagnosis/detector.ts';
import { counted, routeName } from '../diagnosis/words.ts';

/** A page that is told to come back needs a moment. */
const GRACE_MS = 10_000;
const MOST_OPEN = 5000;

interface OpenTunnel {
  readonly id: number;
  readonly sessionId: string;
  readonly isExact: boolean;
  /** Who opened it, as far as other cookies tell. */
  readonly who: string | null;
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
    const goesTo = (tunnel: OpenTunnel, route: string, atMs: number) => {
      tunnel.to = route;
      if (tunnel.route !== route) {
        tunnel.leftAtMs ??= atMs;
        return;
      }
      tunnel.leftAtMs = null;
      tunnel.isTold = false;
      settle(tunnel.balancer);
    };
    /** A request of somebody who has tunnels open says where its session is now. */
    const followed = ({ summary, endedAtMs }: SeenExchange, who: string | null, route: string) => {
      if (who === null || (summary.cause !== 'followed-route' && summary.cause !== 'moved-by-us')) return;
      for (const tunnel of open.values()) {
        if (tunnel.who === who && tunnel.balancer === summary.balancer) goesTo(tunnel, route, endedAtMs);
      }
    };
    return {
      exchange(seen) {
        const { summary, sessionId } = seen;
        const { balancer, route } = summary;
        const name = world.sticky(balancer);
        if (name === undefined) return;
        if (!summary.upgraded) {
          if (open.size > 0 && route !== null) followed(seen, oneClient(seen, name.cookieName), route);
          return;
        }
        if (sessionId === null || balancer === null || route === null) return;
        if (open.size >= MOST_OPEN) return;
        open.set(summary.id, {
          id: summary.id,
          sessionId,
          isExact: seen.isExact,
          who: seen.isExact ? sessionId : ownTextOrNull(oneClient(seen, name.cookieName)),
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
          // Of several browsers with one sticky value only one may have moved.
          if (!tunnel.isExact || world.resolve(tunnel.sessionId) !== event.sessionId) continue;
          if (tunnel.balancer.toLowerCase() !== event.balancer.toLowerCase()) continue;
          goesTo(tunnel, event.route, nowMs);
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

function ownTextOrNull(text: string | null): string | null {
  return text === null ? null : ownText(text);
}
