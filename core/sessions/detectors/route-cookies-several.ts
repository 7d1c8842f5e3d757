import { valuesOf } from '../diagnosis/asked.ts';
import type { Detector } from '../diagnosis/detector.ts';
import { maskedValue, routeName } from '../diagnosis/words.ts';

/** USERS.md §B 7: cookies of one name and several paths or domains are all sent (RFC 6265 §5.4). */
export const routeCookiesSeveral: Detector = {
  name: 'route-cookies-several',
  severity: 'warning',
  title: 'Several route cookies',
  finds: 'a request that carries the sticky cookie several times with different values',
  symptom: 'Which member answers depends on the path: the browser is pinned to several at once.',
  advice:
    'Set the cookie with path=/ and without a Domain everywhere, and delete the old ones: they were set for another path or domain.',
  goneAfterMs: 120_000,
  begin(world) {
    return {
      exchange({ summary, sessionId, asked, endedAtMs }) {
        const name = world.sticky(summary.balancer);
        if (name === undefined) return;
        const values = [...new Set(valuesOf(asked.cookie, name.cookieName))];
        const [won, ...lost] = values;
        if (won === undefined || lost.length === 0) return;
        const shown = (value: string) => maskedValue(value, name.separator);
        world.report(name.balancer, ({ sessions }) => ({
          sentence: `${sessions === 1 ? 'A client sends' : `${sessions} clients send`} ${name.cookieName} ${values.length} times with different values; the first one, ${shown(won)}, wins, and ${lost.map(shown).join(', ')} ${lost.length === 1 ? 'is' : 'are'} ignored.`,
          place: { balancer: name.balancer, site: summary.site, sessionId, route: summary.route },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `${values.map((value) => `${name.cookieName}=${shown(value)}`).join('; ')} went to ${routeName(summary.route)}`,
          },
        }));
      },
    };
  },
};
