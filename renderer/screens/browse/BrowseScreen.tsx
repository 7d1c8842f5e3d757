import { UserPlus } from 'lucide-react';
import { useMemo } from 'react';
import { useActions } from '../../actions/action-registry.tsx';
import { moveBackOf } from '../../actions/move-back.ts';
import { runCommand } from '../../actions/run-command.ts';
import { useActionButton } from '../../app/use-action-button.ts';
import { Button } from '../../components/Button.tsx';
import { Pane, PaneHead } from '../../components/Pane.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useWidth } from '../../components/use-width.ts';
import { selectBalancers } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { BrowseEmpty } from './BrowseEmpty.tsx';
import styles from './BrowseScreen.module.css';
import { browseActions } from './browse-actions.ts';
import {
  columnsFor,
  PAGE_COUNTS,
  type PageCount,
  placesFor,
  placesWithin,
  selectBrowse,
  setBrowse,
  shownUsers,
} from './browse-state.ts';
import { NoTabs } from './NoTabs.tsx';
import { UserPane } from './UserPane.tsx';
import { useCovered } from './use-covered.ts';
import { usePageLayout } from './use-page-layout.ts';
import { usePanes } from './use-panes.ts';
import { commandsFor } from './user-commands.ts';

const COUNTS = PAGE_COUNTS.map((count) => ({ value: String(count), label: String(count) }));

/** Users side by side; where the window can't have them, why and what to do instead. */
export function BrowseScreen() {
  const hasTabs = useApp((state) => state.live.capabilities.embeddedTabs);
  return hasTabs ? <Users /> : <NoTabs />;
}

function Users() {
  const store = useAppStore();
  const browse = useApp(selectBrowse);
  const all = useApp((state) => state.live.users);
  const users = useMemo(() => [...all.values()], [all]);
  const [gridRef, width] = useWidth();
  const places = placesWithin(placesFor(browse.count, users.length), width);
  const shown = shownUsers(users, places, browse.focusedUserId);
  const panes = usePanes(shown);
  const isCovered = useCovered();
  const slotRef = usePageLayout(isCovered);
  const newUser = useActionButton('user.open');
  const balancers = useApp(selectBalancers);
  useActions(browseActions);

  if (users.length === 0)
    return (
      <Pane as="main" label="Browse">
        <h1 className="sr-only">Browse</h1>
        <BrowseEmpty />
      </Pane>
    );
  const columns = columnsFor(places, width);
  const drive = (userId: string): readonly string[] =>
    browse.together ? shown.map((user) => user.userId) : [userId];
  const slots = Array.from({ length: places }, (_, index) => panes[index] ?? null);
  return (
    <Pane as="main" label="Browse">
      <PaneHead>
        <h1>Browse</h1>
        <span className="muted ell">
          {shown.length < users.length
            ? `${shown.length} of ${users.length} users, each with its own cookies`
            : users.length === 1
              ? '1 user with its own cookies'
              : `${users.length} users, each with its own cookies`}
        </span>
        <span className="grow" />
        <span className="row">
          <Switch
            label="Same address in all"
            checked={browse.together}
            onChange={(together) => setBrowse(store, { together })}
          />
          Same address in all
        </span>
        <span className={styles.rule} />
        <Segmented
          label="Users side by side"
          value={String(places)}
          options={COUNTS}
          onChange={(value) => setBrowse(store, { count: Number(value) as PageCount })}
        />
        <Button icon={<UserPlus size={13} />} shortcut={newUser.shortcut} onClick={newUser.perform}>
          New user
        </Button>
      </PaneHead>
      <div
        ref={gridRef}
        className={styles.grid}
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      >
        {slots.map((pane, index) =>
          pane === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has no other name
            <div key={`empty-${index}`} className={styles.place}>
              <Button
                variant="ghost"
                icon={<UserPlus size={13} />}
                shortcut={newUser.shortcut}
                onClick={newUser.perform}
              >
                New user
              </Button>
            </div>
          ) : (
            <UserPane
              key={pane.user.userId}
              pane={pane}
              isFocused={pane.user.userId === browse.focusedUserId && shown.length > 1}
              isCovered={isCovered}
              isLossClosed={pane.lost !== null && browse.closedLosses.includes(pane.lost.exchangeId)}
              addressFocusCount={pane.user.userId === browse.focusedUserId ? browse.addressFocusCount : 0}
              slotRef={slotRef(pane.user.userId)}
              onFocus={() => setBrowse(store, { focusedUserId: pane.user.userId })}
              onNavigate={(url) => {
                for (const userId of drive(pane.user.userId)) {
                  void runCommand(store, 'user.navigate', { userId, url });
                }
              }}
              onGo={(to) => {
                for (const userId of drive(pane.user.userId))
                  void runCommand(store, 'user.go', { userId, to });
              }}
              commands={commandsFor(store, pane)}
              onShowTab={(tabId) =>
                void runCommand(store, 'user.show-tab', { userId: pane.user.userId, tabId })
              }
              onCloseTab={(tabId) =>
                void runCommand(store, 'user.close-tab', { userId: pane.user.userId, tabId })
              }
              onMoveBack={
                pane.session === undefined ? undefined : moveBackOf(store, pane.session, balancers, pane.move)
              }
              onWhy={(selectedExchangeId) =>
                store.setUi({ screen: 'live', selectedExchangeId, detailTab: 'why', following: false })
              }
              onCloseLoss={(exchangeId) =>
                setBrowse(store, { closedLosses: [...browse.closedLosses, exchangeId] })
              }
            />
          ),
        )}
      </div>
    </Pane>
  );
}
