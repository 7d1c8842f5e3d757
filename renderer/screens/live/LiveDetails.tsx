import { memo, useMemo } from 'react';
import { selectRouteOrder, selectSessions } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { useSettledBalancers } from '../../store/use-settled-balancers.ts';
import { Details } from './exchange/Details.tsx';
import { lossAfter } from './exchange/loss.ts';
import { sendAgain } from './exchange/send-again.ts';
import { knownOf, type LoadedDetail } from './exchange/use-exchange-detail.ts';
import { showSession, toggleCondition } from './traffic/show-session.ts';
import { useKnown } from './traffic/use-traffic.ts';

/** The details of the selected exchange. Batches that change nothing of it draw nothing here. */
export const LiveDetails = memo(function LiveDetails({ loaded }: { readonly loaded: LoadedDetail }) {
  const store = useAppStore();
  const balancers = useSettledBalancers();
  const order = useApp(selectRouteOrder);
  const losses = useApp((state) => state.live.losses);
  const isRecorded = useApp((state) => state.ui.recording !== null);
  const tab = useApp((state) => state.ui.detailTab);
  const knownSessions = useKnown(useApp(selectSessions));
  const detail = loaded.state === 'loaded' ? loaded.detail : null;
  const row = knownOf(loaded);
  const session = isRecorded || row?.sessionId == null ? undefined : knownSessions.get(row.sessionId);
  const loss = useMemo(
    () =>
      row === null || isRecorded ? null : lossAfter(row, losses, session, store.getState().live.exchanges),
    [row, isRecorded, losses, session, store],
  );
  return (
    <Details
      loaded={loaded}
      tab={tab}
      balancers={balancers}
      order={order}
      loss={loss}
      onShowExchange={(selectedExchangeId) => store.setUi({ selectedExchangeId })}
      onTab={(detailTab) => store.setUi({ detailTab })}
      onClose={() => store.setUi({ selectedExchangeId: null })}
      onCondition={(term) => toggleCondition(store, term)}
      onSendAgain={isRecorded || detail === null ? null : () => void sendAgain(store, detail.id)}
      onShowSession={session === undefined ? null : () => showSession(store, session)}
    />
  );
});
