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

/** The clauses of {@link CAUSE_CLAUSES} that tell of something done, for a request that nobody sent. */
const FORECAST_CLAUSES: Partial<Readonly<Record<DecisionCause, string>>> = {
  'no-id': 'it carries no route',
  'same-route': 'another member with the same route stands in',
  standby: 'a hot standby stands in',
  spare: 'a hot spare stands in',
};

/** What happened, or what would: the verbs of a sentence. */
const VERBS = {
  told: {
    went: 'Went',
    balanced: 'Balanced',
    redirected: 'Redirected',
    moved: 'Moved',
    sent: 'Sent',
    answered: 'Answered',
    asked: 'asked',
    cookie: 'The route cookie was set.',
  },
  forecast: {
    went: 'Would go',
    balanced: 'Would be balanced',
    redirected: 'Would be redirected',
    moved: 'Would be moved',
    sent: 'Would be sent',
    answered: 'Would be answered',
    asked: 'asks',
    cookie: 'The route cookie would be set.',
  },
} as const;

type Told = Pick<
  ExchangeSummary,
  'decision' | 'cause' | 'route' | 'sessionRoute' | 'balancer' | 'setCookie' | 'status'
>;

/** What became of a request, in some words: `Moved from route 1 to route 2`. */
export function headlineFor(told: Told & Pick<ExchangeSummary, 'member'>): string {
  const word = DECISION_WORDS[told.decision];
  const title = word.charAt(0).toUpperCase() + word.slice(1);
  if (told.decision === 'stuck' || told.decision === 'refused') return `${title}: ${told.status}`;
  const to = told.route === null || told.route === '' ? told.member : `route ${told.route}`;
  const from = told.sessionRoute;
  if (told.decision === 'unknown-route') return `${title} ${from}: balanced to ${to}`;
  if (told.balancer === null) return `Sent to ${to}`;
  if (told.decision === 'new') return `${title}: balanced to ${to}`;
  const isElsewhere = told.decision === 'moved' || told.decision === 'redirected';
  return isElsewhere && from !== null && from !== ''
    ? `${title} from route ${from} to ${to}`
    : `${title} to ${to}`;
}

/** One plain sentence that says why this request went where it went. */
export function sentenceFor(told: Told): string {
  return sentence(told, 'told', CAUSE_CLAUSES[told.cause]);
}

/** The same of a request that nobody sent: where it would go, and why. */
export function forecastFor(told: Told): string {
  return sentence(told, 'forecast', FORECAST_CLAUSES[told.cause] ?? CAUSE_CLAUSES[told.cause]);
}

function sentence(told: Told, tense: keyof typeof VERBS, clause: string): string {
  const verbs = VERBS[tense];
  const to = told.route === null || told.route === '' ? 'a member without a route' : `route ${told.route}`;
  const from = told.sessionRoute === null ? 'its route' : `route ${told.sessionRoute}`;
  const cookie = told.setCookie === null ? '' : ` ${verbs.cookie}`;
  switch (told.decision) {
    case 'new':
      if (told.cause === 'recorded-elsewhere')
        return 'Recorded by another program: nothing is known of routes.';
      if (told.cause === 'plain-target')
        return `${verbs.sent} straight to its target: no balancing on this path.`;
      return `${verbs.balanced} to ${to}: ${clause}.${cookie}`;
    case 'pinned':
      return `${verbs.went} to ${to}: ${clause}.`;
    case 'redirected':
      return `${verbs.redirected} from ${from} to ${to}: ${clause}.${cookie}`;
    case 'moved':
      return told.sessionRoute === null || told.sessionRoute === told.route
        ? `${verbs.moved} to ${to}: ${clause}.${cookie}`
        : `${verbs.moved} from ${from} to ${to}: ${clause}.${cookie}`;
    case 'unknown-route':
      return `${verbs.balanced} to ${to}: it ${verbs.asked} for ${told.sessionRoute === null ? 'another route' : from}, and ${clause}.${cookie}`;
    case 'fallback':
      return `${verbs.went} to ${to}: ${clause}.${cookie}`;
    case 'stuck':
      return `${verbs.answered} ${told.status}: ${clause}.`;
    case 'refused':
      return `${verbs.answered} ${told.status}: ${clause}.`;
  }
}
