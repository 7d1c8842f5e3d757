import { ownText } from '../../decision/index.ts';
import { valuesOf } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import { type Detector, oneClient, type SeenExchange } from '../diagnosis/detector.ts';
import { isSessionName } from '../session-names.ts';

/** Overwritten once may be an edit or a restart; twice is a habit. */
const TIMES = 2;

interface Owner {
  /** Balancer, or site for plain targets; '' once several handed the same value out. */
  place: string;
  readonly label: string;
}

interface Shown {
  /** Has shown a value of ours since it last came with a foreign one. */
  hasShownOurs: boolean;
  foreign: number;
}

/** USERS.md §B 1 and 8: cookies know hosts and paths, no ports (RFC 6265 §8.5). */
export const cookieNameShared: Detector = {
  name: 'cookie-name-shared',
  severity: 'error',
  title: 'Cookie name shared',
  finds:
    'a cookie that two balancers or sites, or a program that is not behind us, overwrite for each other on one host name',
  symptom: 'Using one application logs you out of the other, or moves you to another member.',
  advice:
    'Cookies ignore ports: give each application a host name of its own (`shop.localhost`, `admin.localhost`) or a cookie name of its own.',
  goneAfterMs: 300_000,
  begin(world) {
    const owners = new BoundedMap<Owner>(4000);
    const overwritten = new BoundedMap<number>(200);
    const shown = new BoundedMap<Shown>(1000);
    return {
      exchange(seen) {
        const { summary } = seen;
        if (summary.member === null) return;
        const place = summary.balancer === null ? `site ${summary.site}` : `balancer ${summary.balancer}`;
        const host = hostNameOf(seen.asked.host);
        const sticky = world.sticky(summary.balancer);
        if (sticky !== undefined) noticeForeign(seen, host, sticky.cookieName);
        for (const set of seen.sets) {
          if (set.clears) continue;
          if (set.name !== sticky?.cookieName && !isSessionName(set.name)) continue;
          const sent = valuesOf(seen.asked.cookie, set.name)[0];
          if (sent !== undefined && sent !== set.value) noticeOther(seen, host, set.name, sent, place);
          const key = `${host}\n${set.name}\n${set.value}`;
          const owner = owners.get(key);
          if (owner === undefined) owners.set(ownText(key), { place, label: `${summary.site} (${place})` });
          else if (owner.place !== place) owner.place = '';
        }
      },
    };

    /** The answer overwrites a value that another place of ours handed out. */
    function noticeOther(
      seen: SeenExchange,
      host: string,
      cookie: string,
      sent: string,
      place: string,
    ): void {
      const owner = owners.get(`${host}\n${cookie}\n${sent}`);
      if (owner === undefined || owner.place === '' || owner.place === place) return;
      const key = `${host} ${cookie}`;
      const times = (overwritten.get(key) ?? 0) + 1;
      overwritten.set(ownText(key), times);
      if (times < TIMES) return;
      const { summary, sessionId } = seen;
      const who = `${summary.site} (${place})`;
      world.report(key, () => ({
        sentence: `${owner.label} and ${who} both set ${cookie} on ${host} and overwrite each other's cookie, ${times} times so far.`,
        place: { site: summary.site, balancer: summary.balancer, sessionId },
        exchange: {
          id: summary.id,
          atMs: seen.endedAtMs,
          text: `came with the ${cookie} of ${owner.label}, got one of ${who}`,
        },
      }));
    }

    /** A client that had our sticky cookie comes with one that nobody here handed out. */
    function noticeForeign(seen: SeenExchange, host: string, cookie: string): void {
      const { summary, sessionId, asked } = seen;
      const sent = valuesOf(asked.cookie, cookie)[0];
      if (sent === undefined || sent === '') return;
      const who = oneClient(seen, cookie);
      if (who === null) return;
      const key = `${who}\n${summary.balancer}`;
      const isOurs = owners.get(`${host}\n${cookie}\n${sent}`) !== undefined;
      const memory = shown.get(key);
      if (isOurs) {
        if (memory === undefined) shown.set(ownText(key), { hasShownOurs: true, foreign: 0 });
        else memory.hasShownOurs = true;
        return;
      }
      if (sessionId !== null) world.watch(sessionId, 60_000);
      if (summary.cause !== 'route-unknown' && summary.cause !== 'no-separator') return;
      if (memory === undefined || !memory.hasShownOurs) return;
      memory.hasShownOurs = false;
      memory.foreign += 1;
      if (memory.foreign < TIMES) return;
      world.report(`${host} ${cookie} foreign`, () => ({
        sentence: `Something else on ${host} sets ${cookie}, too: a client that had our cookie came with one that nobody here handed out, ${memory.foreign} times so far.`,
        place: { site: summary.site, balancer: summary.balancer, sessionId },
        exchange: { id: summary.id, atMs: seen.endedAtMs, text: `came with a ${cookie} that is not ours` },
      }));
    }
  },
};

/** The host name of a Host field, without its port. */
function hostNameOf(host: string | null): string {
  return (host ?? '').replace(/:\d+$/, '').toLowerCase();
}
