import type { RehearsalFinding } from '../contract/index.ts';
import { type Evidence, seconds } from './evidence.ts';
import type { ResolvedRehearsal } from './resolve.ts';
import { returnedUnused } from './returned-unused.ts';

const LEVELS = ['bad', 'warn', 'note', 'good'] as const;

/** What a run showed, each with the next step; the worst first. */
export function findingsOf(evidence: Evidence): readonly RehearsalFinding[] {
  const found = [
    ...nobodyAsked(evidence),
    ...failedSteps(evidence),
    ...sessionsLost(evidence),
    ...requestsFailed(evidence),
    ...notSticky(evidence),
    ...returnedUnused(evidence),
    ...notRecovered(evidence),
    ...noSessionSeen(evidence),
    ...drainNotEmpty(evidence),
  ];
  const ordered = LEVELS.flatMap((level) => found.filter((finding) => finding.level === level));
  return ordered.some(({ level }) => level === 'bad' || level === 'warn') || !evidence.isWhole
    ? ordered
    : [allKept(evidence), ...ordered];
}

function nobodyAsked({ ledger, isWhole }: Evidence): readonly RehearsalFinding[] {
  if (ledger.totals().requests > 0 || !isWhole) return [];
  const text = 'No user arrived before the end: make it longer.';
  return [finding('bad', 'nobody-asked', 'Nobody asked for anything.', text)];
}

function failedSteps({ marks }: Evidence): readonly RehearsalFinding[] {
  return marks.flatMap(({ trouble, text }) =>
    trouble === null
      ? []
      : [finding('bad', 'step-failed', `A step could not be carried out: ${text}.`, `${capital(trouble)}.`)],
  );
}

function sessionsLost({ ledger, resolved, marks }: Evidence): readonly RehearsalFinding[] {
  const losses = ledger.users
    .flatMap(({ lost }) => (lost === null ? [] : [lost]))
    .toSorted((one, other) => one.atMs - other.atMs);
  const [first] = losses;
  if (first === undefined) return [];
  const name = (url: string | null) => {
    const route = resolved.members.find((member) => member.url === url)?.route ?? '';
    return route === '' ? (url ?? 'nobody') : `route ${route}`;
  };
  const how = {
    'cookie-replaced': `${first.cookie} was replaced`,
    'cookie-cleared': `${first.cookie} was cleared`,
    'login-redirect': 'it was sent to a login page',
    'lost-text': `an answer said “${resolved.rehearsal.session?.lostText ?? ''}”`,
    'marker-changed': 'what has to stay the same in its pages became something else',
  }[first.cause];
  const where =
    first.from !== null && first.from !== first.to
      ? `moved from ${name(first.from)} to ${name(first.to)}`
      : `was answered by ${name(first.to)}`;
  const hadOutage = marks.some(({ kind }) => kind === 'outage' || kind === 'disable');
  const hadDrain = marks.some(({ kind }) => kind === 'drain');
  const next = hadOutage
    ? 'The application keeps sessions in the memory of one member. Share its session store, or drain a member before it goes'
    : 'Share the session store among the members';
  return [
    {
      level: losses.length > (resolved.rehearsal.allow?.lost ?? 0) ? 'bad' : 'warn',
      code: 'sessions-lost',
      title: `${losses.length === 1 ? '1 user lost its' : `${losses.length} users lost their`} session.`,
      text: `The first at ${seconds(first.atMs)}: it ${where}, and ${how}. ${next}.`,
      mend:
        hadOutage && !hadDrain
          ? { kind: 'rehearsal', label: 'Drain instead and run again', rehearsal: drained(resolved) }
          : null,
    },
  ];
}

/** The same rehearsal with members drained where they were taken away. */
function drained({ rehearsal }: ResolvedRehearsal): ResolvedRehearsal['rehearsal'] {
  const instead = { outage: 'drain', disable: 'drain', return: 'undrain', enable: 'undrain' } as const;
  return {
    ...rehearsal,
    name: `${rehearsal.name.slice(0, 88)}, drained`,
    steps: rehearsal.steps.map((step) => ({
      ...step,
      do: step.do in instead ? instead[step.do as keyof typeof instead] : step.do,
    })),
  };
}

function requestsFailed(evidence: Evidence): readonly RehearsalFinding[] {
  const { ledger, balancers, resolved, marks } = evidence;
  const { failedRequests, requests } = ledger.totals();
  if (failedRequests === 0) return [];
  const level = failedRequests > (resolved.rehearsal.allow?.errors ?? 0) ? 'bad' : 'warn';
  const title = `${failedRequests} of ${requests} requests failed.`;
  const away = allAway(evidence);
  if (away !== null) {
    const text = `From ${seconds(away.fromMs)} on every member of ${away.balancer} was away, and nobody was left to answer. Leave one, or give the balancer a hot standby (status=+H).`;
    return [finding(level, 'nobody-left', title, text)];
  }
  const stuck = balancers.find(({ nofailover }) => nofailover === true);
  if (stuck !== undefined && marks.some(({ kind }) => kind === 'outage' || kind === 'disable')) {
    return [
      {
        level,
        code: 'nofailover',
        title,
        text: `${stuck.name} has nofailover=On: a user whose member is away gets 503 instead of another member. That is right where a session is worth nothing elsewhere.`,
        mend: {
          kind: 'edit-balancer',
          label: 'Set nofailover=Off and run again',
          balancer: stuck.name,
          patch: { nofailover: null },
        },
      },
    ];
  }
  const failing = ledger.users.filter(({ errors }) => errors > 0);
  const atMs = Math.min(...failing.flatMap(({ errorsAtMs }) => errorsAtMs.slice(0, 1)));
  const user = failing.find(({ errorsAtMs }) => errorsAtMs[0] === atMs);
  const text = `The first at ${seconds(atMs)}, of ${user?.plan.name ?? 'nobody known'}. See it under Live: Why says which members were considered.`;
  return [finding(level, 'requests-failed', title, text)];
}

/** When all members of a balancer were away at once by the script, or null. */
function allAway({
  marks,
  balancers,
}: Evidence): { readonly balancer: string; readonly fromMs: number } | null {
  const away = new Set<string>();
  for (const { kind, member, atMs, trouble } of marks) {
    if (member === null || trouble !== null) continue;
    if (kind === 'outage' || kind === 'disable') away.add(member);
    if (kind === 'return' || kind === 'enable') away.delete(member);
    const balancer = balancers.find(
      ({ members }) => members.length > 0 && members.every(({ url }) => away.has(url)),
    );
    if (balancer !== undefined) return { balancer: balancer.name, fromMs: atMs };
  }
  return null;
}

function notSticky({ ledger, balancers, marks, resolved }: Evidence): readonly RehearsalFinding[] {
  if (resolved.members.length < 2) return [];
  const moved = ledger.users.filter(({ moves }) => moves > marks.length + 1).length;
  if (moved * 2 <= ledger.users.length) return [];
  const [balancer] = balancers;
  const text =
    balancer?.stickysession === undefined || balancer.stickysession === ''
      ? `${balancer?.name ?? 'The balancer'} has no stickysession: every request is balanced anew. Set one under Config.`
      : 'Their pin was not kept: the lints under Config say why the cookie does not stick.';
  const title = `${moved} of ${ledger.users.length} users changed their route again and again.`;
  return [finding('bad', 'not-sticky', title, text)];
}

function notRecovered({ recoveries, resolved }: Evidence): readonly RehearsalFinding[] {
  const left = recoveries.filter(({ users, recovered }) => users > recovered);
  return left.map(({ member, users, recovered }) => {
    const route = resolved.members.find(({ url }) => url === member)?.route ?? '';
    const name = route === '' ? member : `route ${route}`;
    const title = `${users - recovered} of ${users} users of ${name} were not answered again before the end.`;
    const text =
      'They had no turn, or were refused. Make the rehearsal longer, or the pauses between requests shorter.';
    return finding('note', 'slow-recovery', title, text);
  });
}

function noSessionSeen({ knowsSessions, ledger, isWhole }: Evidence): readonly RehearsalFinding[] {
  if (knowsSessions || !isWhole || ledger.totals().requests === 0) return [];
  const text =
    'Whether one was lost can’t be told: no cookie looks like a session. Have the users log in first, or name its cookie or a text that shows the loss under Session.';
  return [finding('warn', 'no-session-seen', 'No session of the application was seen.', text)];
}

function drainNotEmpty({ marks, ledger, resolved }: Evidence): readonly RehearsalFinding[] {
  return resolved.members.flatMap(({ url, route }, index) => {
    const held = ledger.held[index] ?? 0;
    const last = marks.findLast(
      ({ member, kind }) => member === url && (kind === 'drain' || kind === 'undrain'),
    );
    if (last?.kind !== 'drain' || held === 0) return [];
    const title = `${route || url} drains and still has ${held} session${held === 1 ? '' : 's'}.`;
    const text =
      'They stay until they end or are moved: stopping it now would lose them. Move them by hand, or wait.';
    return [finding('note', 'drain-not-empty', title, text)];
  });
}

function allKept({ ledger, marks }: Evidence): RehearsalFinding {
  const { users, moved, requests } = ledger.totals();
  const some =
    moved === 0 ? 'Nobody had to move.' : `${moved} moved to another member with the session whole.`;
  const what = marks.length === 0 ? ' Nothing was taken away: add a step to see what would happen.' : '';
  const text = `${requests} requests, none failed. ${some}${what}`;
  return finding('good', 'all-kept', `All ${users} users kept their sessions.`, text);
}

function finding(
  level: RehearsalFinding['level'],
  code: RehearsalFinding['code'],
  title: string,
  text: string,
): RehearsalFinding {
  return { level, code, title, text, mend: null };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
