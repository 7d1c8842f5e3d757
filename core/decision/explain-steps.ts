import {
  type AttemptRecord,
  type BalancerSettings,
  type CandidateRow,
  type DecisionRecord,
  grouped,
  type StickySettings,
  type WhyStep,
} from '../contract/index.ts';
import { CANDIDATE_WORDS, inWords, OUTCOME_WORDS, quoted, separatorWord } from './explain-words.ts';

/** What the six steps are told from. */
export interface Story {
  readonly record: DecisionRecord;
  readonly settings: BalancerSettings;
  /** How the lbmethod saw the members, in its last walk; empty when it was never asked. */
  readonly candidates: readonly CandidateRow[];
  /** Nobody sent the request: what is told of an answer would be so. */
  readonly isForecast: boolean;
}

type Told = Pick<WhyStep, 'verdict' | 'text'> & Partial<Pick<WhyStep, 'title' | 'candidates'>>;

/** Step 1, APACHE.md §1.2, §1.3. */
export function urlStep({ record, settings }: Story): WhyStep {
  return step('url', 'Route in the URL?', 'stickysession', '§1.3', tell());

  function tell(): Told {
    const { sticky } = settings;
    if (sticky === null) {
      return { verdict: 'skipped', text: 'This balancer has no stickysession, so nobody looks for a route.' };
    }
    if (record.lookup.source !== 'url') {
      return {
        verdict: 'no',
        text: `None: nothing follows ${quoted(`${sticky.urlName}=`)} anywhere in the URL.`,
      };
    }
    return routeFound(`The URL holds ${sticky.urlName}=${record.lookup.value}.`, record, sticky);
  }
}

/** Step 2, APACHE.md §1.4, §1.5. */
export function cookieStep({ record, settings }: Story): WhyStep {
  return step('cookie', 'Route in the cookie?', 'stickysessionsep', '§1.4', tell());

  function tell(): Told {
    const { sticky } = settings;
    if (sticky === null) return { verdict: 'skipped', text: 'No stickysession, so no cookie is looked at.' };
    if (record.lookup.source === 'url') {
      return { verdict: 'skipped', text: 'Not looked at: the URL holds a value, and the URL comes first.' };
    }
    if (record.lookup.value === null) {
      return { verdict: 'no', text: `None: the request brings no cookie ${sticky.cookieName} with a value.` };
    }
    return routeFound(
      `The cookie ${sticky.cookieName} has the value ${quoted(record.lookup.value)}.`,
      record,
      sticky,
    );
  }
}

/** Step 3, APACHE.md §1.6. */
export function memberStep({ record, settings }: Story): WhyStep {
  const { route } = record.lookup;
  const title =
    route === null || route === '' ? 'Member with that route?' : `Member with route ${quoted(route)}?`;
  return step('member', title, 'route', '§1.6', tell());

  function tell(): Told {
    if (route === null || route === '') return { verdict: 'skipped', text: 'There is no route to look for.' };
    const sharing = settings.members.filter((member) => member.route === route);
    const [first] = sharing;
    if (first === undefined) {
      return {
        verdict: 'no',
        text: `No member of balancer://${settings.name} has the route ${quoted(route)}. Routes are compared exactly, with case.`,
      };
    }
    if (sharing.length === 1) return { verdict: 'yes', text: `${first.url} has it.` };
    return {
      verdict: 'yes',
      text: `${sharing.length} members share it: ${sharing.map((member) => member.url).join(', ')}. The first usable one in this order takes the session.`,
    };
  }
}

/** Step 4, APACHE.md §1.6, §2, §5. */
export function usableStep({ record, settings, candidates }: Story): WhyStep {
  return step('usable', 'Usable?', 'status, retry, redirect', '§2.1', tell());

  function tell(): Told {
    const { route } = record.lookup;
    const own = settings.members.find((member) => route !== null && route !== '' && member.route === route);
    if (own === undefined) return { verdict: 'skipped', text: 'There is no member to ask about.' };
    const last = record.attempts.at(-1);
    const failures = record.attempts.filter(
      (attempt) => attempt.route === route && attempt.outcome !== 'answered',
    );
    const troubles = failures.map(failureText).join(' ');
    if (last?.reason.startsWith('sticky')) return settledBySession(last, troubles);
    if (last?.reason === 'moved-by-us') {
      return { verdict: 'skipped', text: 'Not asked: the session was moved by hand, to a usable member.' };
    }
    if (troubles !== '') return { verdict: 'bad', text: troubles };
    return { verdict: 'bad', text: `${own.url} can’t take it: ${whyUnusable(own.url)}.` };
  }

  function whyUnusable(url: string): string {
    const row = candidates.find((candidate) => candidate.member === url);
    // Only nofailover and a failed try end without a table; the failed try has been told already.
    if (row === undefined) return 'it is not usable now, and nofailover=On lets nobody take over';
    const retry = row.retryInMs === null ? '' : `, retry in ${inWords(row.retryInMs)}`;
    return `it is ${CANDIDATE_WORDS[row.state]}${retry}`;
  }

  function settledBySession(last: AttemptRecord, troubles: string): Told {
    const before = troubles === '' ? '' : `${troubles} `;
    if (last.outcome !== 'answered')
      return { verdict: 'bad', text: troubles === '' ? failureText(last) : troubles };
    switch (last.reason) {
      case 'sticky-redirect':
        return {
          verdict: 'hit',
          text: `${before}The member with this route is not usable; its redirect= leads to route ${quoted(last.route)}, ${last.member}.`,
        };
      case 'sticky-same-route':
        return {
          verdict: 'hit',
          text: `${before}The first member with this route is not usable; ${last.member} has the same route and stands in.`,
        };
      case 'sticky-standby':
        return {
          verdict: 'hit',
          text: `${before}The member with this route is not usable; the hot standby ${last.member} has the same route and stands in.`,
        };
      default:
        return { verdict: 'hit', text: `${before}${last.member} is usable and takes its session.` };
    }
  }
}

/** Step 5, APACHE.md §4. */
export function lbmethodStep({ record, settings, candidates }: Story): WhyStep {
  return step('lbmethod', `Balanced by ${settings.lbmethod}`, 'lbmethod', '§4', { candidates, ...tell() });

  function tell(): Told {
    const last = record.attempts.at(-1);
    const chosen = candidates.find((row) => row.state === 'chosen');
    switch (record.cause) {
      case 'nofailover':
        return {
          verdict: 'bad',
          text: 'Not asked: nofailover=On answers 503 as long as a member of this balancer has the route.',
        };
      case 'no-members':
        return { verdict: 'bad', text: 'The balancer has no members.' };
      case 'nobody-usable':
        return {
          verdict: 'bad',
          text: 'Nobody could be offered: every member is out for the reason in the table.',
        };
      default:
    }
    if (chosen === undefined) {
      if (last === undefined) return { verdict: 'skipped', text: 'Not reached.' };
      const who =
        last.reason === 'moved-by-us' ? 'the session was moved by hand' : 'the session’s route decided';
      return {
        verdict: 'skipped',
        text: `Not asked: ${who}. The hit still counts as a turn: every usable member’s lbstatus gains its lbfactor, and ${last.member} pays the sum.`,
      };
    }
    return { verdict: 'hit', text: chosenText(settings, chosen, candidates) };
  }
}

/** Step 6, APACHE.md §3, §7. */
export function setCookieStep({ record, settings, isForecast }: Story): WhyStep {
  const added = record.setCookie !== null;
  const word = added ? '' : ' not';
  return step(
    'set-cookie',
    isForecast ? `Set-Cookie would${word} be added` : `Set-Cookie${word} added`,
    'Header add Set-Cookie',
    '§3, §7.1',
    tell(),
  );

  function tell(): Told {
    if (added) return { verdict: 'yes', text: `${record.setCookie}, because BALANCER_ROUTE_CHANGED=1.` };
    if (settings.routeCookie === null) {
      return {
        verdict: 'skipped',
        text: 'This balancer has no route cookie: the application is expected to set its own.',
      };
    }
    if (record.routeChanged) {
      return {
        verdict: 'no',
        text: 'BALANCER_ROUTE_CHANGED=1, but the answer was not a member’s, or was a switch of protocols (101): those carry no route cookie.',
      };
    }
    if (settings.sticky === null) {
      return { verdict: 'no', text: 'BALANCER_ROUTE_CHANGED is never set without stickysession.' };
    }
    if (record.attempts.length === 0) {
      return { verdict: 'no', text: 'Nobody was picked, so no variable is set.' };
    }
    return {
      verdict: 'no',
      text: 'BALANCER_ROUTE_CHANGED is unset: the client keeps the route it came with.',
    };
  }
}

function routeFound(where: string, { lookup }: DecisionRecord, sticky: StickySettings): Told {
  const { separator } = sticky;
  if (lookup.route === '') {
    return {
      verdict: 'bad',
      text: `${where} Nothing follows the separator, so the route is empty and fits no member.`,
    };
  }
  if (separator === null) {
    return {
      verdict: 'yes',
      text: `${where} The whole value is the route (stickysessionsep=Off): ${quoted(String(lookup.route))}.`,
    };
  }
  if (lookup.route === null) {
    return {
      verdict: 'bad',
      text: `${where} The value has ${separatorWord(separator)}, so there is no route, and BALANCER_SESSION_ROUTE stays unset.`,
    };
  }
  const rule = `What follows the first ${quoted(separator)} is the route`;
  return { verdict: 'yes', text: `${where} ${rule}: ${quoted(lookup.route)}.` };
}

function failureText(attempt: AttemptRecord): string {
  const marked = attempt.markedError ? ' and was marked in error' : '';
  return `${attempt.member} ${OUTCOME_WORDS[attempt.outcome]}${marked}.`;
}

function chosenText(settings: BalancerSettings, chosen: CandidateRow, rows: readonly CandidateRow[]): string {
  const offered = rows.filter((row) => row.state === 'chosen' || row.state === 'offered');
  if (offered.length === 1) return `${chosen.member} was the only one to offer.`;
  const total = offered.reduce((sum, row) => sum + row.lbfactor, 0);
  const pays = `It pays the round’s total, ${grouped(total)}; failed attempts are not refunded.`;
  switch (settings.lbmethod) {
    case 'byrequests':
      return `${chosen.member} had the highest lbstatus plus lbfactor, ${grouped(chosen.lbstatusBefore + chosen.lbfactor)}. ${pays}`;
    case 'bybusyness':
      return `${chosen.member} had the fewest requests in flight, ${grouped(chosen.busy)}; among equals the highest lbstatus plus lbfactor decides. ${pays}`;
    case 'bytraffic':
      return `${chosen.member} had the fewest bytes per share, ${grouped(chosen.traffic ?? 0)}.`;
  }
}

function step(id: WhyStep['id'], title: string, directive: string, section: string, told: Told): WhyStep {
  return { id, title, directive, rule: `APACHE.md ${section}`, candidates: [], ...told };
}
