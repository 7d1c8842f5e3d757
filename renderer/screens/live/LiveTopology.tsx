import { memo, type Ref } from 'react';
import { showTab } from '../../actions/session-actions.ts';
import { toggleExpanded, toggleRoute } from '../../store/expanded-sessions.ts';
import { selectBalancers, selectRouteOrder, selectSessions } from '../../store/selectors.ts';
import { useApp, useAppShallow, useAppStore } from '../../store/store-context.tsx';
import { Topology } from './topology/Topology.tsx';
import { showSession } from './traffic/show-session.ts';

interface LiveTopologyProps {
  /** The session whose line is lit. */
  readonly litSessionId: string | null;
  readonly ref: Ref<HTMLElement>;
}

/** The topology of what runs now: drawn with each batch, apart from the rest of the screen. */
export const LiveTopology = memo(function LiveTopology({ litSessionId, ref }: LiveTopologyProps) {
  const store = useAppStore();
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const sessions = useApp(selectSessions);
  const tabs = useApp((state) => state.live.tabs);
  const ui = useAppShallow(({ ui }) => ({
    expanded: ui.expandedSessionIds,
    expandedRoutes: ui.expandedRoutes,
    selectedMember: ui.selectedMember,
    addingTo: ui.overlay?.kind === 'add-member' ? ui.overlay.balancer : null,
    height: ui.topologyHeight,
  }));
  return (
    <Topology
      balancers={balancers}
      sessions={sessions}
      tabs={tabs}
      order={order}
      selectedSessionId={litSessionId}
      onExpand={(sessionId) => toggleExpanded(store, sessionId)}
      onExpandRoute={(key) => toggleRoute(store, key)}
      onShowTab={(tab) => showTab(store, tab)}
      onSelectSession={(session) => showSession(store, session)}
      onAdd={(balancer) => store.setUi({ overlay: { kind: 'add-member', balancer } })}
      ref={ref}
      {...ui}
    />
  );
});
