import { LockKeyhole } from 'lucide-react';
import { useMemo } from 'react';
import { TotalsStatus } from '../../app/TotalsStatus.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './BrowseStatus.module.css';
import { placesFor, selectBrowse, setBrowse, shownUsers } from './browse-state.ts';

/** How many users there are, who is open without being shown, and what becomes of their cookies. */
export function BrowseStatus() {
  const store = useAppStore();
  const hasTabs = useApp((state) => state.live.capabilities.embeddedTabs);
  const browse = useApp(selectBrowse);
  const all = useApp((state) => state.live.users);
  const users = useMemo(() => [...all.values()], [all]);
  if (!hasTabs) return <TotalsStatus />;
  const shown = shownUsers(users, placesFor(browse.count, users.length), browse.focusedUserId);
  const hidden = users.filter((user) => !shown.includes(user));
  return (
    <>
      <span>
        Users <b className={styles.figure}>{users.length}</b>
      </span>
      {hidden.length > 0 && (
        <span className={styles.hidden}>
          {hidden.length === 1 ? 'Open but not shown:' : `${hidden.length} open but not shown:`}
          {hidden.map((user) => (
            <button
              key={user.userId}
              type="button"
              className={styles.show}
              onClick={() => setBrowse(store, { focusedUserId: user.userId })}
            >
              {user.name}
            </button>
          ))}
        </span>
      )}
      <span className="grow" />
      <span className="row">
        <LockKeyhole size={12} aria-hidden="true" />
        {users.some(({ kept }) => kept)
          ? 'Cookies stay in memory; those of kept users on this machine'
          : 'Cookies stay in memory, forgotten when a user is closed'}
      </span>
    </>
  );
}
