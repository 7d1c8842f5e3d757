import { memo } from 'react';
import type { RehearsalUserView, RehearsalView, UserVerdict } from '../../../core/contract/index.ts';
import { useAppStore } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import styles from './UserLanes.module.css';
import { useLooks } from './use-members.ts';

/** The worst first: those are who one looks for. */
const ORDER: readonly UserVerdict[] = ['lost', 'errors', 'moved', 'kept', 'idle'];
const WORDS: Readonly<Record<UserVerdict, string>> = {
  lost: 'lost',
  errors: 'errors',
  moved: 'moved',
  kept: 'kept',
  idle: 'not yet',
};
const TONES: Readonly<Partial<Record<UserVerdict, string>>> = { lost: 'err', errors: 'err', moved: 'warn' };

/** A lane for each user, coloured by the route that answered over time; a lost session leads to the request that showed it. */
export function UserLanes({ view }: { readonly view: RehearsalView }) {
  const looks = useLooks(view.members);
  const byUrl = new Map(view.members.map(({ url }, index) => [url, looks[index]] as const));
  const users = view.users.toSorted(
    (one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by keys
    <ul className={styles.lanes} aria-label="Users" tabIndex={0}>
      {users.map((user) => (
        <UserLane key={user.name} user={user} durationMs={view.durationMs} looks={byUrl} />
      ))}
    </ul>
  );
}

interface UserLaneProps {
  readonly user: RehearsalUserView;
  readonly durationMs: number;
  readonly looks: ReadonlyMap<string, RouteIdentity | undefined>;
}

const UserLane = memo(function UserLane({ user, durationMs, looks }: UserLaneProps) {
  const store = useAppStore();
  const part = (ms: number) => `${Math.min(100, (ms / durationMs) * 100)}%`;
  const { lost } = user;
  const letter = (url: string | null) => (url === null ? '–' : (looks.get(url)?.letter ?? '?'));
  return (
    <li className={styles.lane}>
      <span className={styles.who}>
        <span className="mono">{user.name}</span>
        {lost === null ? (
          <span className={TONES[user.verdict] ?? 'muted'}>{WORDS[user.verdict]}</span>
        ) : (
          <button
            type="button"
            className={`${styles.why} err`}
            disabled={lost.exchangeId === null}
            title={`${lost.cookie === '' ? lost.cause.replaceAll('-', ' ') : `${lost.cookie} was lost`}. Show the request under Live`}
            onClick={() =>
              store.setUi({ screen: 'live', selectedExchangeId: lost.exchangeId, detailTab: 'why' })
            }
          >
            {`lost ${letter(lost.from)} → ${letter(lost.to)}`}
          </button>
        )}
      </span>
      <span className="sr-only">
        {`${user.requests} requests on ${user.segments.map(({ member }) => letter(member)).join(', ')}`}
      </span>
      <div className={styles.track} aria-hidden="true">
        {user.segments.map(({ fromMs, toMs, member }) => {
          const look = member === null ? undefined : looks.get(member);
          return (
            <span
              key={`${fromMs} ${member}`}
              className={member === null ? styles.failed : styles.segment}
              data-slot={look?.slot}
              data-outlined={look?.outlined || undefined}
              style={{ left: part(fromMs), width: `max(12px, ${part(toMs - fromMs)})` }}
            >
              {look?.letter}
            </span>
          );
        })}
        {user.errorsAtMs.map((atMs) => (
          <i key={atMs} className={styles.error} style={{ left: part(atMs) }} />
        ))}
      </div>
    </li>
  );
});
