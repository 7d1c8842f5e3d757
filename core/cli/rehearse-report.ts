import type { RehearsalView } from '../contract/index.ts';
import { counted } from './trouble-words.ts';

const VERDICTS = { kept: 'kept', moved: 'moved', lost: 'LOST', errors: 'errors', idle: 'idle' } as const;

/** A run for people: verdict, what happened when, who answered before and after, and what to do next. */
export function rehearsalLines(view: RehearsalView): readonly string[] {
  const { totals, rehearsal, result } = view;
  return [
    `${rehearsal.name}: ${counted(totals.users, 'user')}, ${seconds(view.elapsedMs)}, seed ${view.seed}`,
    '',
    `  kept    ${totals.kept}`,
    `  moved   ${totals.moved}  (another member, session whole)`,
    `  lost    ${totals.lost}`,
    `  errors  ${totals.errors}  (${totals.failedRequests} of ${counted(totals.requests, 'request')} failed)`,
    ...(totals.idle > 0 ? [`  idle    ${totals.idle}`] : []),
    ...scriptLines(view),
    ...memberLines(view),
    ...(result === null ? [] : worstLines(result)),
    ...lossLines(view),
    ...(result?.findings ?? []).flatMap(({ level, title, text }) => [
      '',
      `${level === 'bad' ? '✗' : level === 'warn' ? '!' : level === 'good' ? '✓' : '·'} ${title}`,
      `  ${text}`,
    ]),
  ];
}

function scriptLines({ marks, result }: RehearsalView): readonly string[] {
  if (marks.length === 0) return [];
  return [
    '',
    'script:',
    ...marks.map(({ atMs, text, trouble, step }) => {
      const recovery = result?.recoveries.find((one) => one.step === step && one.users > 0);
      const took =
        recovery === undefined || recovery.ms === null
          ? ''
          : `; ${recovery.recovered} of ${recovery.users} answered again within ${seconds(recovery.ms)}`;
      return `  ${seconds(atMs).padStart(7)}  ${text}${took}${trouble === null ? '' : `: NOT DONE, ${trouble}`}`;
    }),
  ];
}

function memberLines({ members, result }: RehearsalView): readonly string[] {
  if (result === null) return [];
  const names = members.map(({ route, url }) => (route === '' ? url : `${route} ${url}`));
  const width = Math.max(...names.map(({ length }) => length));
  return [
    '',
    `${'users by member:'.padEnd(width + 2)}  before  after`,
    ...names.map((name, index) => {
      const [before, after] = [result.before[index] ?? 0, result.after[index] ?? 0];
      return `  ${name.padEnd(width)}  ${String(before).padStart(6)}  ${String(after).padStart(5)}`;
    }),
  ];
}

function worstLines({ worst }: NonNullable<RehearsalView['result']>): readonly string[] {
  if (worst === null) return [];
  const { method, path, durationMs, user, attempts, status } = worst;
  const answer = status === 0 ? 'no answer' : `status ${status}`;
  return [
    '',
    `worst request: ${method} ${path} of ${user}, ${durationMs} ms, ${answer}, ${counted(attempts, 'attempt')}`,
  ];
}

/** The first users that did not come out whole; more would scroll the verdict away. */
function lossLines({ users, members }: RehearsalView): readonly string[] {
  const name = (url: string | null) => members.find((member) => member.url === url)?.route || url || 'nobody';
  const bad = users.filter(({ verdict }) => verdict === 'lost' || verdict === 'errors');
  if (bad.length === 0) return [];
  return [
    '',
    'users:',
    ...bad.slice(0, 10).map(({ name: user, verdict, lost, errors }) => {
      const how =
        lost === null
          ? `${counted(errors, 'failed request')}`
          : `at ${seconds(lost.atMs)}, ${name(lost.from)} → ${name(lost.to)}, ${lost.cause.replaceAll('-', ' ')}${lost.cookie === '' ? '' : ` (${lost.cookie})`}`;
      return `  ${user}  ${VERDICTS[verdict]}  ${how}`;
    }),
    ...(bad.length > 10 ? [`  and ${bad.length - 10} more (--json has all)`] : []),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
