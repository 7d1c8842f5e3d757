import { ownText } from '../../decision/index.ts';
import { shortPath } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import type { Detector, SeenExchange } from '../diagnosis/detector.ts';
import { routeName } from '../diagnosis/words.ts';

/** Requests of one browser that are on their way together, the newest. */
const MOST_TOGETHER = 8;

interface First {
  readonly id: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly route: string;
  readonly path: string;
  /** What shows that two of them are one browser's. */
  readonly session: string | null;
  readonly cookie: string | null;
  readonly referer: string | null;
}

/** USERS.md §B 13: nobody has a cookie yet, so each of a page's first requests is balanced for itself. */
export const firstRequestsSplit: Detector = {
  name: 'first-requests-split',
  severity: 'warning',
  title: 'First requests split',
  finds:
    'first requests of one browser, sent side by side without a sticky cookie and answered by several routes',
  symptom:
    'The session that one answer began is unknown to the member that the browser is pinned to in the end.',
  advice:
    'Let one request come first (the page itself, or a call that the others wait for), so that its cookie is there for the rest.',
  goneAfterMs: 120_000,
  begin(world) {
    const groups = new BoundedMap<First[]>(500);
    return {
      exchange(seen) {
        const { summary, sessionId, asked } = seen;
        if (summary.cause !== 'no-id' || summary.route === null || summary.route === '') return;
        const name = world.sticky(summary.balancer);
        if (name === undefined || summary.upgraded) return;
        const key = `${summary.balancer}\n${summary.site}\n${asked.userAgent}`;
        const group = groups.get(key) ?? [];
        const first = firstOf(seen);
        const other = group.find(
          (one) => one.route !== first.route && overlap(one, first) && isSame(one, first),
        );
        groups.set(
          key.length > 300 ? ownText(key.slice(0, 300)) : ownText(key),
          [...group, first].slice(-MOST_TOGETHER),
        );
        if (other === undefined) return;
        world.report(name.balancer, ({ count }) => ({
          sentence: `A browser without a sticky cookie sent ${other.path} and ${first.path} side by side, and they went to ${routeName(other.route)} and ${routeName(first.route)}${count === 1 ? '' : `; ${count} such requests so far`}.`,
          place: { balancer: name.balancer, site: summary.site, sessionId },
          exchange: {
            id: first.id,
            atMs: first.endedAtMs,
            text: `${first.path}, sent while exchange ${other.id} was on its way to ${routeName(other.route)}, went to ${routeName(first.route)}`,
          },
        }));
      },
    };
  },
};

function firstOf({ summary, sessionId, isExact, asked, endedAtMs }: SeenExchange): First {
  return {
    id: summary.id,
    startedAtMs: summary.startedAtMs,
    endedAtMs,
    route: summary.route ?? '',
    path: ownText(shortPath(summary.url)),
    session: isExact ? sessionId : null,
    cookie: asked.cookie === null ? null : ownText(asked.cookie),
    referer: asked.referer === null ? null : ownText(asked.referer),
  };
}

/**
 * Whether the later one was sent while nobody could know of the earlier one's cookie: within the first half of its time,
 * and a whole millisecond before its end. What is written down as the end comes after the client has the answer, on a
 * busy machine well after, and the next request may have come by then.
 */
function overlap(one: First, other: First): boolean {
  const [earlier, later] = one.startedAtMs <= other.startedAtMs ? [one, other] : [other, one];
  const halfMs = earlier.startedAtMs + (earlier.endedAtMs - earlier.startedAtMs) / 2;
  return later.startedAtMs <= halfMs && later.startedAtMs + 1 < earlier.endedAtMs;
}

/** One browser for certain: two that look alike are told apart by what they bring. */
function isSame(one: First, other: First): boolean {
  if (one.session !== null && one.session === other.session) return true;
  if (one.cookie !== other.cookie) return false;
  return one.cookie !== null || (one.referer !== null && one.referer === other.referer);
}
