import type { Detector } from '../diagnosis/detector.ts';
import { maskedValue, routeName } from '../diagnosis/words.ts';
import { routeIn } from '../sticky-names.ts';

/** USERS.md §B 11: the application's own id carries the route (`JSESSIONID=id.route`), and doesn't. */
export const idWithoutRoute: Detector = {
  name: 'id-without-route',
  severity: 'error',
  title: 'Id without its route',
  finds:
    'an application id (JSESSIONID and its like) that a member sets without a route, or with one that is not its own',
  symptom: 'Every request is balanced anew, or goes to a member that does not know the session.',
  advice:
    'Give each member its own route as its application server calls it (Tomcat: jvmRoute, Jetty: workerName), or let Routepin set a route cookie of its own.',
  goneAfterMs: 300_000,
  begin(world) {
    return {
      exchange({ summary, sessionId, sets, endedAtMs }) {
        const { balancer, member, route } = summary;
        const name = world.sticky(balancer);
        if (name === undefined || name.how !== 'application-id' || member === null || sets.length === 0) {
          return;
        }
        const set = sets.findLast((cookie) => cookie.name === name.cookieName);
        if (set === undefined || set.clears) return;
        const key = `${name.balancer}\n${member}`;
        const found = routeIn(set.value, name);
        if (found === route) {
          world.clear(key);
          return;
        }
        const shown = maskedValue(set.value, name.separator);
        const isKnown = world.balancer(balancer)?.members.some((one) => one.route === found) === true;
        world.report(key, ({ count }) => ({
          sentence: `${routeName(route).replace(/^./, (first) => first.toUpperCase())} sets ${name.cookieName}=${shown}, ${whatIsWrong(found, route, isKnown)}${count === 1 ? '' : ` (${count} times so far)`}.`,
          place: { balancer: name.balancer, member, route, site: summary.site, sessionId },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `${routeName(route)} set ${name.cookieName}=${shown}`,
          },
        }));
      },
    };
  },
};

function whatIsWrong(found: string | null, route: string | null, isKnown: boolean): string {
  if (found === null) return 'which names no route';
  if (isKnown) return `which is the route of another member (${found})`;
  // APACHE.md §1.5: the route is all that follows the first separator.
  if (route !== null && route !== '' && found.endsWith(`.${route}`)) {
    return `whose route reads as "${found}", because the first dot counts and the id has one of its own`;
  }
  return `which names route ${found}, and no member has that`;
}
