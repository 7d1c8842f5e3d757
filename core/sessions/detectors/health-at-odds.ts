import type { MemberView } from '../../contract/index.ts';
import { shortPath } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import type { Detector, World } from '../diagnosis/detector.ts';
import { counted, routeName } from '../diagnosis/words.ts';

/** Failures of ordinary requests that a check should have seen. */
const LEAST_FAILURES = 5;
const WINDOW_MS = 60_000;

interface Traffic {
  /** When ordinary requests failed, the newest. */
  failures: { readonly atMs: number; readonly id: number; readonly status: number; readonly path: string }[];
  /** `elected` when the first of them came, to know how many there were in all. */
  electedBefore: number;
  /** Passed checks since the first failure; each with another time. */
  passes: number;
  lastPassAtMs: number;
}

/** USERS.md §B 20: a check asks one path, users ask others. */
export const healthAtOdds: Detector = {
  name: 'health-at-odds',
  severity: 'warning',
  title: 'Health check at odds',
  finds:
    'a member whose health check passes while most of its requests fail, or fails by its answer while requests go well',
  symptom: 'Users get errors from a member that counts as healthy, or a member that works gets nobody.',
  advice:
    'Let hcuri ask for what users need: a page that touches the database and sessions, without a login and without a redirect.',
  goneAfterMs: null,
  begin(world) {
    const traffic = new BoundedMap<Traffic>(500);
    const open = new Set<string>();
    const keyOf = (balancer: string, member: string) => `${balancer.toLowerCase()}\n${member}`;
    const end = (key: string) => {
      if (open.delete(key)) world.clear(key);
    };
    return {
      exchange({ summary, endedAtMs }) {
        const { balancer, member, status } = summary;
        if (balancer === null || member === null || (status < 500 && status !== 0)) return;
        const view = viewOf(world, balancer, member);
        const isChecked = world
          .balancer(balancer)
          ?.members.some((one) => one.url === member && one.healthCheck !== null);
        if (view === undefined || isChecked !== true) return;
        const key = keyOf(balancer, member);
        const known = traffic.get(key) ?? {
          failures: [],
          electedBefore: view.counters.elected - 1,
          passes: 0,
          lastPassAtMs: view.healthCheck?.atMs ?? 0,
        };
        known.failures.push({ atMs: endedAtMs, id: summary.id, status, path: shortPath(summary.url) });
        if (known.failures.length > 20) known.failures.shift();
        traffic.set(key, known);
      },
      tick(nowMs) {
        for (const view of world.members()) {
          const check = view.healthCheck;
          if (check === null) continue;
          const key = keyOf(view.balancer, view.url);
          const known = traffic.get(key);
          if (view.state === 'health-failed') {
            failsAlone(world, key, view, open);
            continue;
          }
          if (known === undefined || !check.ok) {
            end(key);
            continue;
          }
          if (check.atMs > known.lastPassAtMs) {
            known.lastPassAtMs = check.atMs;
            known.passes += 1;
          }
          const recent = known.failures.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
          known.failures = recent;
          if (recent.length === 0) {
            traffic.delete(key);
            end(key);
            continue;
          }
          const all = view.counters.elected - known.electedBefore;
          if (recent.length < LEAST_FAILURES || known.passes === 0 || recent.length < Math.min(all, 20) / 2)
            continue;
          if (open.has(key)) continue;
          open.add(key);
          const newest = recent.at(-1);
          world.report(key, () => ({
            sentence: `The health check of ${routeName(view.route)} passes (${check.text}) while ${recent.length} of its last ${counted(Math.max(all, recent.length), 'request')} failed, the newest with ${newest?.status === 0 ? 'no answer' : newest?.status}.`,
            place: { balancer: view.balancer, route: view.route, member: view.url },
            ...(newest === undefined
              ? {}
              : {
                  exchange: {
                    id: newest.id,
                    atMs: newest.atMs,
                    text: `${newest.path} got ${newest.status === 0 ? 'no answer' : newest.status} while the check passed`,
                  },
                }),
          }));
        }
      },
    };
  },
};

/** The check is answered, and not as it wants; requests are answered well. A member that is gone refuses both. */
function failsAlone(world: World, key: string, view: MemberView, open: Set<string>): void {
  const check = view.healthCheck;
  const answered = / answered (\d{3})/.exec(check?.text ?? '')?.[1];
  if (open.has(key) || check === null || answered === undefined || view.trouble !== null) return;
  // Its last ordinary answer is younger than the check before this one would be.
  const interval = world.balancer(view.balancer)?.members.find(({ url }) => url === view.url)
    ?.healthCheck?.intervalMs;
  if (interval === undefined || view.lastAnswerAtMs === null) return;
  if (check.atMs - view.lastAnswerAtMs > interval * 2) return;
  // 5xx of a check is what a member in trouble says; 3xx and 4xx mean that the wrong thing is asked.
  if (answered.startsWith('5')) return;
  open.add(key);
  world.report(key, () => ({
    sentence: `The health check takes ${routeName(view.route)} out (${check.text}) although it answered ordinary requests a moment before.`,
    place: { balancer: view.balancer, route: view.route, member: view.url },
  }));
}

function viewOf(world: World, balancer: string, member: string): MemberView | undefined {
  const key = balancer.toLowerCase();
  return world.members().find((one) => one.url === member && one.balancer.toLowerCase() === key);
}
