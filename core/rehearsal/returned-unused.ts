import type { RehearsalFinding } from '../contract/index.ts';
import { type Evidence, seconds } from './evidence.ts';

/** Apache's default of `retry`, in seconds (APACHE.md §5.4). */
const DEFAULT_RETRY = 60;
/** Short enough while developing, long enough to spare a member that is still starting. */
const SHORT_RETRY = 5;

/** Members that came back and got no request before the end: because of `retry`, or because nobody new came. */
export function returnedUnused({
  resolved,
  balancers,
  ledger,
  marks,
  isWhole,
}: Evidence): readonly RehearsalFinding[] {
  const { rehearsal } = resolved;
  const durationMs = rehearsal.duration * 1000;
  const found = resolved.members.flatMap((member, index): readonly RehearsalFinding[] => {
    const last = marks.findLast(
      ({ member: url, kind }) =>
        url === member.url && ['outage', 'return', 'retry-now', 'disable', 'enable'].includes(kind),
    );
    if (last?.kind !== 'return' || last.trouble !== null || !isWhole) return [];
    if (ledger.lastRequestAtMs(index) >= last.atMs) return [];
    const name = member.route === '' ? member.url : `Route ${member.route}`;
    const title = `${name} returned at ${seconds(last.atMs)} and got no request before the end.`;
    const newcomers = ledger.users.filter(({ plan }) => plan.arrivesAtMs > last.atMs).length;
    const settings = balancers
      .find((balancer) => balancer.name === member.balancer)
      ?.members.find(({ url }) => url === member.url);
    const retry = stepRetry(resolved.steps, member.url) ?? settings?.retry ?? DEFAULT_RETRY;
    const failedAtMs = lastOutage(marks, member.url);
    const dueMs = failedAtMs + retry * 1000;
    if (dueMs > last.atMs && retry > SHORT_RETRY) {
      const stay = 'and everybody who moved stays where they are';
      return [
        {
          level: 'warn',
          code: 'returned-unused',
          title,
          text: `retry=${retry} keeps a failed member out until about ${seconds(dueMs)}, ${stay}.`,
          mend: {
            kind: 'edit-members',
            label: `Set retry=${SHORT_RETRY} and run again`,
            balancer: member.balancer,
            members: [member.url],
            patch: { retry: SHORT_RETRY },
          },
        },
      ];
    }
    if (newcomers > 0) {
      return [
        {
          level: 'note',
          code: 'returned-unused',
          title,
          text: `${newcomers === 1 ? '1 user' : `${newcomers} users`} arrived after it, and others were chosen. With more time or more users it gets its turn.`,
          mend: null,
        },
      ];
    }
    return [
      {
        level: 'note',
        code: 'returned-unused',
        title,
        text: 'Nobody new arrived after it, and everybody who is pinned stays. Let users arrive until the end to see it at work.',
        mend: {
          kind: 'rehearsal',
          label: 'Arrive until the end and run again',
          rehearsal: { ...rehearsal, arriveWithin: durationMs / 1000 },
        },
      },
    ];
  });
  return joinRetries(found);
}

/** One button for several members whose `retry` is too long. */
function joinRetries(found: readonly RehearsalFinding[]): readonly RehearsalFinding[] {
  const [first, ...more] = found.filter(({ mend }) => mend?.kind === 'edit-members');
  if (first?.mend?.kind !== 'edit-members' || more.length === 0) return found;
  const { mend } = first;
  const members = [first, ...more].flatMap((one) =>
    one.mend?.kind === 'edit-members' ? one.mend.members : [],
  );
  return found.map((one) =>
    one.mend?.kind === 'edit-members' ? { ...one, mend: { ...mend, members } } : one,
  );
}

function stepRetry(steps: Evidence['resolved']['steps'], url: string): number | undefined {
  return steps.findLast(
    ({ kind, members, set }) => kind === 'set' && 'retry' in set && members.some((one) => one.url === url),
  )?.set.retry;
}

function lastOutage(marks: Evidence['marks'], url: string): number {
  return marks.findLast(({ member, kind }) => member === url && kind === 'outage')?.atMs ?? 0;
}
