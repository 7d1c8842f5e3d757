import { ownText } from '../../decision/index.ts';
import { stickyValueIn } from '../diagnosis/asked.ts';
import { BoundedMap } from '../diagnosis/bounded-map.ts';
import { type Detector, oneClient, type SeenExchange } from '../diagnosis/detector.ts';
import { maskedValue } from '../diagnosis/words.ts';
import type { StickyName } from '../sticky-names.ts';

/** Answers in a row, each asked for after the one before. */
const IN_A_ROW = 3;
const WATCH_MS = 60_000;
/** Why a request is balanced although nothing is wrong with its member: its value is. */
const VALUE_IS_WRONG = new Set(['no-id', 'no-separator', 'empty-route', 'route-unknown', 'followed-route']);

interface Streak {
  answers: number;
  endedAtMs: number;
  /** What the last answer set, and what its request had sent. */
  set: string;
  sent: string;
}

/** USERS.md §0 rows 3, 8, 14, 21: a value that names no member is answered with a new cookie, for ever. */
export const cookieOnEveryAnswer: Detector = {
  name: 'cookie-on-every-answer',
  severity: 'error',
  title: 'Cookie on every answer',
  finds: 'a client that brings its sticky cookie back and gets a new one with every answer',
  symptom: 'Nobody is sticky: each request is balanced anew, and no answer can be cached.',
  advice:
    'Compare the value with the members: each needs a route, the value its separator (`.1`), and the cookie name must be the one in stickysession.',
  goneAfterMs: 60_000,
  begin(world) {
    const streaks = new BoundedMap<Streak>(2000);
    return {
      exchange(seen) {
        const { summary, sessionId, endedAtMs } = seen;
        const name = world.sticky(summary.balancer);
        if (name === undefined || sessionId === null || summary.member === null) return;
        const sent = stickyValueIn(summary, seen.asked, name);
        const set = valueSet(seen, name);
        // Who brings what we hand out now and is given it again is sick, whoever it is.
        const isSame = set !== null && sent !== '' && set === sent;
        const who = isSame ? sessionId : oneClient(seen, name.cookieName);
        if (who === null) return;
        const key = `${who}\n${summary.balancer}`;
        // An application that sets the same value again only makes it live longer.
        const isProlonged = set === sent && summary.setCookie === null;
        if (set === null || isProlonged || !VALUE_IS_WRONG.has(summary.cause)) {
          streaks.delete(key);
          return;
        }
        world.watch(sessionId, WATCH_MS);
        const streak = streaks.get(key);
        if (streak === undefined) {
          streaks.set(ownText(key), { answers: 1, endedAtMs, set: ownText(set), sent: ownText(sent) });
          return;
        }
        if (summary.startedAtMs < streak.endedAtMs) return;
        const isReturned = sent !== '' && sent === streak.set;
        streak.answers += 1;
        streak.endedAtMs = endedAtMs;
        streak.set = ownText(set);
        streak.sent = ownText(sent);
        if (streak.answers < IN_A_ROW) return;
        const shown = maskedValue(sent, name.separator);
        world.report(name.balancer, ({ sessions }) => ({
          sentence: `${sessions === 1 ? 'A client' : `${sessions} clients`} got a new ${name.cookieName} with each of ${streak.answers} answers in a row: ${why(summary.cause, sent, shown, isReturned, name)}.`,
          place: { balancer: name.balancer, site: summary.site, route: summary.route, sessionId },
          exchange: {
            id: summary.id,
            atMs: endedAtMs,
            text: `${sent === '' ? `sent no ${name.cookieName}` : `sent ${name.cookieName}=${shown}`}, was given ${maskedValue(set, name.separator)}`,
          },
        }));
      },
    };
  },
};

/** The sticky value that an answer sets, or null. */
function valueSet({ sets }: SeenExchange, name: StickyName): string | null {
  const set = sets.findLast((one) => one.name === name.cookieName);
  return set === undefined || set.clears ? null : set.value;
}

function why(cause: string, sent: string, shown: string, isReturned: boolean, name: StickyName): string {
  if (sent === '') return 'its browser keeps none of them';
  const how = isReturned ? 'it brings back what it was given' : 'it keeps sending';
  const value = isReturned ? `, ${shown},` : ` ${shown},`;
  switch (cause) {
    case 'no-separator':
      return `${how}${value} which has no separator (${name.separator ?? ''}) and so no route`;
    case 'empty-route':
      return `${how}${value} and nothing follows its separator: the member has no route`;
    case 'route-unknown':
      return `${how}${value} and no member has that route`;
    default:
      return `${how}${value} and the application replaces it`;
  }
}
