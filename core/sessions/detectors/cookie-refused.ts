import type { Remedy } from '../../contract/index.ts';
import { ownText } from '../../decision/index.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import { type CookieRefusal, needsJudge, refusalOf } from '../diagnosis/browser-verdict.ts';
import type { Detector, SeenExchange, World } from '../diagnosis/detector.ts';

/** Lines that wait until the library is there. */
const MOST_WAITING = 50;
/** Longer lines are read each time: nothing large is kept. */
const LONGEST_TAKEN = 1000;

/** USERS.md §B 9 and 10: the answer sets a cookie, and the browser throws it away without a word. */
export const cookieRefused: Detector = {
  name: 'cookie-refused',
  severity: 'error',
  title: 'Cookie refused',
  finds:
    'a Set-Cookie that the browser which asked refuses: Secure on http, SameSite=None without Secure, a foreign Domain, too large, or against the rules of its name',
  symptom: 'Logging in does nothing, or every request is balanced anew: the cookie never comes back.',
  advice: 'Change the attributes where the cookie is set, or serve the site over TLS.',
  goneAfterMs: 900_000,
  begin(world) {
    let waiting: SeenExchange[] = [];
    /** Cookies that are refused now, by place and name: the same one taken again ends it. */
    const refused = new BoundedMap<true>(200);
    /** Lines that a browser took: they need not be read again. */
    const taken = new BoundedMap<true>(500);
    return {
      exchange(seen) {
        if (seen.sets.length === 0) return;
        if (world.cookieJudge() === null && seen.sets.some(({ line }) => needsJudge(line))) {
          if (waiting.length < MOST_WAITING) waiting.push(seen);
          return;
        }
        look(world, seen, refused, taken);
      },
      tick() {
        if (waiting.length === 0 || world.cookieJudge() === null) return;
        const now = waiting;
        waiting = [];
        for (const seen of now) look(world, seen, refused, taken);
      },
    };
  },
};

function look(world: World, seen: SeenExchange, refused: BoundedMap<true>, taken: BoundedMap<true>): void {
  const { summary, asked, sets, sessionId, endedAtMs } = seen;
  const site = world.site(summary.site);
  if (site === undefined || asked.host === null) return;
  const place = { host: asked.host, isTls: site.tls, userAgent: asked.userAgent };
  for (const cookie of sets) {
    // A deletion that is refused leaves the cookie; applications send many of these for nothing.
    if (cookie.clears) continue;
    const key = `${summary.site}\n${cookie.name}`;
    const asBefore = `${cookie.line}\n${site.tls}\n${asked.host}\n${asked.userAgent}`;
    // Most lines were taken a moment ago, and by the same browser.
    if (refused.size === 0 && taken.get(asBefore) !== undefined) continue;
    const refusal = refusalOf(cookie.line, place, world.cookieJudge());
    if (refusal === null) {
      if (asBefore.length < LONGEST_TAKEN) taken.set(ownText(asBefore), true);
      if (refused.size > 0 && refused.get(key) !== undefined) {
        refused.delete(key);
        world.clear(key);
      }
      continue;
    }
    refused.set(key, true);
    world.report(key, ({ count }) => ({
      sentence: `Browsers refuse the cookie ${cookie.name}: it ${refusal.because}${count === 1 ? '' : ` (set ${count} times so far)`}.`,
      place: { site: summary.site, balancer: summary.balancer, route: summary.route, sessionId },
      exchange: { id: summary.id, atMs: endedAtMs, text: `set ${cookie.name}, which ${refusal.because}` },
      remedy: remedyFor(world, summary.balancer, cookie.name, refusal),
    }));
  }
}

/** Our own line can be mended here; an application's can't. */
function remedyFor(
  world: World,
  balancer: string | null,
  cookie: string,
  { code }: CookieRefusal,
): Remedy | null {
  const index = world.project.balancers.findIndex((one) => one.name === balancer);
  const ours = world.project.balancers[index]?.routeCookie;
  if (ours == null || ours.name !== cookie) return null;
  const path = `$.balancers[${index}].routeCookie`;
  const mend =
    code === 'secure-on-http'
      ? { label: 'Leave Secure out', steps: [{ path: `${path}.secure`, remove: true } as const] }
      : code === 'none-without-secure'
        ? { label: 'Leave SameSite out', steps: [{ path: `${path}.sameSite`, remove: true } as const] }
        : code === 'domain'
          ? { label: 'Leave Domain out', steps: [{ path: `${path}.domain`, remove: true } as const] }
          : null;
  return mend === null ? null : { kind: 'project', mend };
}
