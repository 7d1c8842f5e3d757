import type { Remedy } from '../../contract/index.ts';
import { shortPath } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import type { Detector, World } from '../diagnosis/detector.ts';

/** What CSRF and WebSocket checks answer: Django, Plone and Socket.IO 403, Rails 422, ws 400 or 401. */
const REFUSALS = new Set([400, 401, 403, 422]);
/** One may be about something else. */
const TIMES = 2;
const WATCH_MS = 60_000;

/** USERS.md §B: the application compares Origin with the Host that it was asked by, and that is the member's own. */
export const originAtOdds: Detector = {
  name: 'origin-at-odds',
  severity: 'warning',
  title: 'Origin at odds with Host',
  finds:
    'forms and WebSockets of the site’s own pages that are refused, while the member sees another Host than the page',
  symptom: 'Logins and forms are refused with 403 (CSRF check), WebSockets don’t open.',
  advice:
    'Pass the Host on (ProxyPreserveHost On), or add the site’s address to the origins that the application trusts.',
  goneAfterMs: 300_000,
  begin(world) {
    const refused = new BoundedMap<number>(200);
    const forget = (site: string) => {
      refused.delete(site);
      world.clear(site);
    };
    return {
      exchange({ summary, sessionId, asked, endedAtMs }) {
        const { member, site, status, method } = summary;
        const settings = world.site(site);
        if (member === null || asked.origin === null || settings === undefined) return;
        const origin = /^https?:\/\/(.+)$/i.exec(asked.origin)?.[1]?.toLowerCase();
        // Only the site's own pages: a stranger is refused for good reason.
        if (origin === undefined || origin !== asked.host?.toLowerCase() || settings.preserveHost) return;
        const memberHost = hostOf(member);
        if (memberHost === null || memberHost === origin) return;
        const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
        if (summary.upgraded || (changes && status < 400)) {
          // It is taken as it is: nobody compares.
          if (refused.size > 0) forget(site);
          return;
        }
        const isSocket =
          method === 'GET' && /(?:^|[/_.-])(?:ws|socket|websocket|cable|sockjs)/i.test(summary.url);
        if (!REFUSALS.has(status) || !(changes || isSocket)) return;
        world.watchChanges(site, WATCH_MS);
        const times = (refused.get(site) ?? 0) + 1;
        refused.set(site, times);
        if (times < TIMES) return;
        world.report(site, () => ({
          sentence: `${times} requests of this site’s own pages were refused with ${status}: the page is on ${origin}, and the member is asked by ${memberHost}.`,
          place: { site, balancer: summary.balancer, route: summary.route, sessionId },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `${method} ${shortPath(summary.url)} with Origin ${origin} got ${status}; the member saw Host ${memberHost}`,
          },
          remedy: preserveHost(world, site),
        }));
      },
      tick() {
        if (refused.size === 0) return;
        // Mended: from now on the member sees the page's own Host.
        for (const { name, preserveHost: isPassedOn } of world.settings.sites) {
          if (isPassedOn && refused.get(name) !== undefined) forget(name);
        }
      },
    };
  },
};

function preserveHost(world: World, site: string): Remedy | null {
  const index = world.project.sites.findIndex(({ name }) => name === site);
  if (index < 0) return null;
  return {
    kind: 'project',
    mend: {
      label: 'Pass the Host on (ProxyPreserveHost On)',
      steps: [{ path: `$.sites[${index}].preserveHost`, value: true }],
    },
  };
}

/** The Host that a member is asked by: its own, default ports left out. */
function hostOf(member: string): string | null {
  const found = /^(https?|wss?):\/\/([^/]+)/i.exec(member);
  if (found === null) return null;
  const [, scheme = '', host = ''] = found;
  return host.toLowerCase().replace(/^https|^wss/i.test(scheme) ? /:443$/ : /:80$/, '');
}
