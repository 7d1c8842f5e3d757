import type { Decision, DecisionCause } from './decision-record.ts';
import type { ExchangeSummary } from './exchange.ts';

/** The word of a decision, as every list and chart shows it (USERS.md §C2). */
export const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  new: 'new',
  pinned: 'pinned',
  redirected: 'redirected',
  moved: 'moved',
  'unknown-route': 'unknown route',
  fallback: 'fallback',
  stuck: 'stuck',
  refused: 'refused',
};

/** Why, as the middle of a sentence about one request. */
const CAUSE_CLAUSES: Readonly<Record<DecisionCause, string>> = {
  'no-id': 'it carried no route',
  'no-separator': 'its sticky value has no separator, so it names no route',
  'empty-route': 'nothing follows the separator in its sticky value',
  'not-sticky': 'this balancer has no stickysession',
  'plain-target': 'this path goes to a plain target without balancing',
  'followed-route': 'its route names this member',
  'same-route': 'another member with the same route stood in',
  standby: 'a hot standby stood in',
  spare: 'a hot spare stood in',
  'redirect-followed': 'the pinned member is unusable and names this route in redirect=',
  'route-unknown': 'no member has that route',
  'member-disabled': 'its pinned member is disabled',
  'member-stopped': 'its pinned member is stopped',
  'member-error': 'its pinned member is in error and not due for a retry',
  'member-health-failed': 'its pinned member fails its health check',
  'connect-refused': 'the member refused the connection',
  'connect-timeout': 'the member did not accept the connection in time',
  unreachable: 'the member could not be reached',
  'pool-exhausted': 'every connection to the member was in use',
  'ping-timeout': 'the member did not answer the ping in time',
  'name-unresolved': "the member's host name could not be resolved",
  nofailover: 'its pinned member is unusable and nofailover forbids another',
  'nobody-usable': 'no member is usable',
  'no-members': 'the balancer has no members',
  'attempts-exhausted': 'every allowed attempt failed',
  'answer-broken': 'the member closed the connection or answered what is not HTTP',
  'answer-timeout': 'the member did not answer in time',
  'send-failed': 'the request could not be sent in full',
  'client-left': 'the client left before the answer',
  'bad-request': 'the request could be read in two ways or breaks a limit',
  'not-mapped': 'no ProxyPass line maps this path',
  loop: 'the member is one of our own listeners',
  'moved-by-us': 'the session was moved by hand',
  'recorded-elsewhere': 'the recording says nothing of it',
};

type Told = Pick<
  ExchangeSummary,
  'decision' | 'cause' | 'route' | 'sessionRoute' | 'balancer' | 'setCookie' | 'status'
>;

/** One plain sentence that says why this request went where it went. */
export function sentenceFor(told: Told): string {
  const clause = CAUSE_CLAUSES[told.cause];
  const to = told.route === null || told.route === '' ? 'a member without a route' : `route ${told.route}`;
  const from = told.sessionRoute === null ? 'its route' : `route ${told.sessionRoute}`;
  const cookie = told.setCookie === null ? '' : ' The route cookie was set.';
  switch (told.decision) {
    case 'new':
      if (told.cause === 'recorded-elsewhere')
        return 'Recorded by another program: nothing is known of routes.';
      if (told.cause === 'plain-target') return 'Sent straight to its target: no balancing on this path.';
      return `Balanced to ${to}: ${clause}.${cookie}`;
    case 'pinned':
      return `Went to ${to}: ${clause}.`;
    case 'redirected':
      return `Redirected from ${from} to ${to}: ${clause}.${cookie}`;
    case 'moved':
      return told.sessionRoute === null || told.sessionRoute === told.route
        ? `Moved to ${to}: ${clause}.${cookie}`
        : `Moved from ${from} to ${to}: ${clause}.${cookie}`;
    case 'unknown-route':
      return `Balanced to ${to}: it asked for ${told.sessionRoute === null ? 'another route' : from}, and ${clause}.${cookie}`;
    case 'fallback':
      return `Went to ${to}: ${clause}.${cookie}`;
    case 'stuck':
      return `Answered ${told.status}: ${clause}.`;
    case 'refused':
      return `Answered ${told.status}: ${clause}.`;
  }
}
