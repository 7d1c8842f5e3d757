import { useMemo, useRef } from 'react';
import { useActions } from '../../actions/action-registry.tsx';
import { Pane } from '../../components/Pane.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { ScreenWithDetails } from '../ScreenWithDetails.tsx';
import { SendAgainDialog } from './exchange/SendAgainDialog.tsx';
import { knownOf, useExchangeDetail } from './exchange/use-exchange-detail.ts';
import { LiveDetails } from './LiveDetails.tsx';
import styles from './LiveScreen.module.css';
import { LiveTopology } from './LiveTopology.tsx';
import { liveActions } from './live-actions.ts';
import { TopologySplitter } from './topology/TopologySplitter.tsx';
import type { TrafficListHandle } from './traffic/TrafficList.tsx';
import { TrafficPane } from './traffic/TrafficPane.tsx';

/**
 * The home screen: who is pinned where, every request, and why. Each of its parts takes from the store what it shows, so that
 * a batch draws only what it changes, and a key only what it moves.
 */
export function LiveScreen() {
  const store = useAppStore();
  const selectedId = useApp((state) => state.ui.selectedExchangeId);
  const selectedSessionId = useApp((state) => state.ui.selectedSessionId);
  const tab = useApp((state) => state.ui.detailTab);
  const isRecorded = useApp((state) => state.ui.recording !== null);
  const overlay = useApp((state) => state.ui.overlay);
  const list = useRef<TrafficListHandle>(null);
  const topology = useRef<HTMLElement>(null);
  const actions = useMemo(() => {
    const own = liveActions(list);
    return () => own;
  }, []);
  useActions(actions);

  const loaded = useExchangeDetail(selectedId);
  const litSessionId = (isRecorded ? null : knownOf(loaded)?.sessionId) ?? selectedSessionId;
  return (
    <ScreenWithDetails
      label="Live"
      className={styles.screen}
      shown={selectedId === null ? null : `${tab} of ${selectedId}`}
      details={<LiveDetails loaded={loaded} />}
    >
      <h1 className="sr-only">Live</h1>
      <Pane as="div">
        <LiveTopology litSessionId={litSessionId} ref={topology} />
        <TopologySplitter topology={topology} />
        <TrafficPane ref={list} />
      </Pane>
      {overlay?.kind === 'send-again' && (
        <SendAgainDialog detail={overlay.detail} onClose={() => store.setUi({ overlay: null })} />
      )}
    </ScreenWithDetails>
  );
}
