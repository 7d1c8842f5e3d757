import type { BalancerSettings, MemberView } from '../../contract/index.ts';
import type { Detector, World } from '../diagnosis/detector.ts';
import { counted, percent, routeName } from '../diagnosis/words.ts';
import type { Session } from '../session.ts';

/** Long enough for a handful of users to click a few times. */
const WINDOW_MS = 30_000;
const MOST_KEPT_SESSIONS = 20_000;
/** Fewer requests or users than this are always uneven. */
const LEAST_REQUESTS = 200;
const LEAST_SESSIONS = 8;
/** Of a member's fair share; and at least so much more of all requests. */
const TIMES_FAIR = 2;
const POINTS_MORE = 0.25;
/** When most requests are balanced, sticky users are not the cause. */
const LEAST_STICKY = 0.7;

/** What one balancer did in a window. */
interface Window {
  readonly elected: ReadonlyMap<string, number>;
}

/** USERS.md §B 14 and 15: users differ, and their pins hold. */
export const loadUneven: Detector = {
  name: 'load-uneven',
  severity: 'hint',
  title: 'Uneven load',
  finds:
    'a member with at least twice its fair share of the requests of half a minute, by sticky users (eight or more)',
  symptom: 'One member is slow while others idle.',
  advice:
    'Pins hold however uneven it gets. Move some of its busy sessions, drain it for a while, or let pins expire (Max-Age on the route cookie).',
  goneAfterMs: null,
  begin(world) {
    let dueAtMs = 0;
    let windows = new Map<string, Window>();
    let requests = new Map<string, number>();
    const open = new Set<string>();
    return {
      tick(nowMs) {
        if (nowMs < dueAtMs) return;
        const isFirst = dueAtMs === 0;
        dueAtMs = nowMs + WINDOW_MS;
        const before = windows;
        windows = new Map();
        const members = world.members();
        for (const balancer of world.settings.balancers) {
          const own = members.filter((one) => one.balancer.toLowerCase() === balancer.key);
          windows.set(balancer.key, { elected: new Map(own.map((one) => [one.url, one.counters.elected])) });
        }
        const sessions = world.activeSince(nowMs - WINDOW_MS);
        const busy = new Map(sessions.map((one) => [one.id, one.requests - (requests.get(one.id) ?? 0)]));
        requests = new Map(sessions.slice(-MOST_KEPT_SESSIONS).map((one) => [one.id, one.requests]));
        if (isFirst) return;
        for (const balancer of world.settings.balancers) {
          const own = members.filter((one) => one.balancer.toLowerCase() === balancer.key);
          look(world, balancer, own, before.get(balancer.key), sessions, busy, open);
        }
      },
    };
  },
};

function look(
  world: World,
  balancer: BalancerSettings,
  members: readonly MemberView[],
  before: Window | undefined,
  sessions: readonly Session[],
  busy: ReadonlyMap<string, number>,
  open: Set<string>,
): void {
  const end = (): void => {
    if (open.delete(balancer.key)) world.clear(balancer.name);
  };
  if (balancer.sticky === null || before === undefined) {
    end();
    return;
  }
  // Those that take new sessions share the load; who joined or was away in this window has no fair share yet.
  const usable = members.filter((one) => one.state === 'ok' && before.elected.has(one.url));
  const counts = new Map(
    usable.map((one) => [one.url, one.counters.elected - (before.elected.get(one.url) ?? 0)]),
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const weights = usable.reduce((sum, one) => sum + one.loadfactor, 0);
  const own = sessions.filter((one) => one.pins.some((pin) => pin.balancer === balancer.name));
  if (usable.length < 2 || total < LEAST_REQUESTS || own.length < LEAST_SESSIONS) {
    end();
    return;
  }
  const sticky = own.reduce((sum, one) => sum + (busy.get(one.id) ?? 0), 0);
  const [most] = usable.toSorted(
    (a, b) => (counts.get(b.url) ?? 0) / b.loadfactor - (counts.get(a.url) ?? 0) / a.loadfactor,
  );
  if (most === undefined || sticky < total * LEAST_STICKY) {
    end();
    return;
  }
  const count = counts.get(most.url) ?? 0;
  const fair = most.loadfactor / weights;
  // A finding stays until the load is clearly better, so that it does not flicker.
  const factor = open.has(balancer.key) ? 1.5 : TIMES_FAIR;
  const points = open.has(balancer.key) ? POINTS_MORE / 2 : POINTS_MORE;
  if (count / total < fair * factor || count / total < fair + points) {
    end();
    return;
  }
  const here = own.filter((one) =>
    one.pins.some((pin) => pin.balancer === balancer.name && pin.route === most.route),
  );
  const busiest = here.toSorted((a, b) => (busy.get(b.id) ?? 0) - (busy.get(a.id) ?? 0));
  const busiestCount = busy.get(busiest[0]?.id ?? '') ?? 0;
  const idle = usable.toSorted((a, b) => (counts.get(a.url) ?? 0) - (counts.get(b.url) ?? 0))[0];
  open.add(balancer.key);
  world.report(balancer.name, () => ({
    sentence: `${routeName(most.route).replace(/^./, (first) => first.toUpperCase())} answered ${percent(count, total)} of ${total} requests in ${WINDOW_MS / 1000} seconds; its fair share is ${percent(fair, 1)}. ${here.length} of ${counted(own.length, 'active session')} are pinned to it, the busiest with ${counted(busiestCount, 'request')}.`,
    place: {
      balancer: balancer.name,
      route: most.route,
      member: most.url,
      sessionId: busiest[0]?.id ?? null,
    },
    remedy:
      idle === undefined || idle.route === '' || busiest.length < 2
        ? null
        : {
            kind: 'commands',
            label: `Move ${counted(Math.floor(busiest.length / 2), 'session')} to route ${idle.route}`,
            commands: busiest
              .filter((_, index) => index % 2 === 1)
              .slice(0, 50)
              .map(({ id }) => ({
                name: 'session.pin',
                params: { sessionId: id, balancer: balancer.name, route: idle.route },
              })),
          },
  }));
}
