import { Globe, LoaderCircle, RotateCw, TriangleAlert } from 'lucide-react';
import type { CommandParams } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { LossBanner } from '../../components/LossBanner.tsx';
import { AddressBar } from './AddressBar.tsx';
import { LastExchanges } from './LastExchanges.tsx';
import { PaneHeader, type UserCommands } from './PaneHeader.tsx';
import { TabStrip } from './TabStrip.tsx';
import styles from './UserPane.module.css';
import type { Pane } from './use-panes.ts';

interface UserPaneProps {
  readonly commands: UserCommands;
  readonly pane: Pane;
  readonly isFocused: boolean;
  /** Something lies over the screen, so the native page is away. */
  readonly isCovered: boolean;
  readonly isLossClosed: boolean;
  readonly addressFocusCount: number;
  /** The empty element that the native page is laid over. */
  readonly slotRef: (element: HTMLElement | null) => void;
  readonly onFocus: () => void;
  readonly onNavigate: (url: string) => void;
  readonly onGo: (to: CommandParams<'user.go'>['to']) => void;
  readonly onShowTab: (tabId: string) => void;
  readonly onCloseTab: (tabId: string) => void;
  /** undefined while it can't be moved back to where it came from. */
  readonly onMoveBack: (() => void) | undefined;
  readonly onWhy: (exchangeId: number) => void;
  readonly onCloseLoss: (exchangeId: number) => void;
}

/** One user: whose page it is, where it is pinned, its address, the page itself, its last requests. */
export function UserPane(props: UserPaneProps) {
  const { pane, isFocused, isCovered, slotRef, onGo } = props;
  const { user, identity, lost } = pane;
  return (
    <section
      className={`${styles.pane} ${isFocused ? styles.focused : ''}`}
      aria-label={user.name}
      onPointerDownCapture={props.onFocus}
      onFocusCapture={props.onFocus}
    >
      <div
        className={`${styles.stripe} ${pane.isDown ? styles.down : ''}`}
        data-slot={identity?.slot}
        aria-hidden="true"
      />
      <PaneHeader pane={pane} {...props.commands} />
      {user.tabs.length > 1 && (
        <TabStrip
          user={user}
          onShow={props.onShowTab}
          onClose={props.onCloseTab}
          onOpen={props.commands.onDuplicate}
        />
      )}
      <AddressBar
        user={user}
        focusCount={props.addressFocusCount}
        onNavigate={props.onNavigate}
        onGo={onGo}
      />
      {lost !== null && !props.isLossClosed && (
        <LossBanner
          lost={lost}
          move={pane.move}
          identity={identity}
          fromIdentity={pane.fromIdentity}
          isFromDown={pane.isFromDown}
          whyShortcut="w"
          onWhy={() => props.onWhy(pane.move?.id ?? lost.exchangeId)}
          onMoveBack={props.onMoveBack}
          onClose={() => props.onCloseLoss(lost.exchangeId)}
        />
      )}
      {user.trouble === null ? (
        <div ref={slotRef} className={styles.slot}>
          {isCovered && <Waiting favicon={user.favicon} title={user.title} />}
          {!isCovered && user.loading && (
            <LoaderCircle size={18} className={styles.spinner} aria-label="The page is loading" />
          )}
        </div>
      ) : (
        <div className={styles.slot} role="alert">
          <div className={styles.trouble}>
            <TriangleAlert size={18} aria-hidden="true" />
            <p>{user.trouble}</p>
            <Button icon={<RotateCw size={13} />} onClick={() => onGo('reload')}>
              Try again
            </Button>
          </div>
        </div>
      )}
      <LastExchanges exchanges={pane.latest} asked={pane.session?.requests ?? 0} onWhy={props.onWhy} />
    </section>
  );
}

/** What stands in the page's place while it is away. */
function Waiting({ favicon, title }: { readonly favicon: string | null; readonly title: string }) {
  return (
    <span className={styles.waiting}>
      {favicon === null ? (
        <Globe size={16} aria-hidden="true" />
      ) : (
        <img src={favicon} alt="" width={16} height={16} />
      )}
      <span className="ell">{title}</span>
    </span>
  );
}
