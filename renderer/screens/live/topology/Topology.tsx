import { Plus } from 'lucide-react';
import { type CSSProperties, type Ref, useMemo } from 'react';
import type { BalancerView, SessionView, TabView } from '../../../../core/contract/index.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { useNow } from '../../../components/use-now.ts';
import { useWidth } from '../../../components/use-width.ts';
import { plural } from '../../../format/numbers.ts';
import { groupTabs } from '../../../store/selectors.ts';
import type { MemberRef } from '../../../store/ui-state.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { AddMember } from './AddMember.tsx';
import { BalancerBox } from './BalancerBox.tsx';
import { DotLayer } from './DotLayer.tsx';
import { EdgeLayer } from './EdgeLayer.tsx';
import { edgesOf } from './edges.ts';
import { GroupRow } from './GroupRow.tsx';
import { MemberAnnouncer } from './MemberAnnouncer.tsx';
import { MemberHeader, MemberRow } from './MemberRow.tsx';
import { SessionRow } from './SessionRow.tsx';
import type { SessionRowPlan } from './session-column.ts';
import { TabRow } from './TabRow.tsx';
import styles from './Topology.module.css';
import { LIST_KEEPS } from './TopologySplitter.tsx';
import { layOutTopology } from './topology-layout.ts';
import { useTopologyRates } from './use-topology-rates.ts';

interface TopologyProps {
  readonly balancers: readonly BalancerView[];
  readonly sessions: ReadonlyMap<string, SessionView>;
  readonly tabs: ReadonlyMap<string, TabView>;
  readonly order: RouteOrder;
  readonly selectedSessionId: string | null;
  /** Sessions that show their tabs. */
  readonly expanded: ReadonlySet<string>;
  readonly onExpand: (sessionId: string) => void;
  /** Groups of sessions that show them, by key. */
  readonly expandedRoutes: ReadonlySet<string>;
  readonly onExpandRoute: (key: string) => void;
  readonly onShowTab: (tab: TabView) => void;
  readonly selectedMember: MemberRef | null;
  /** The balancer that a member is being added to, or null. */
  readonly addingTo: string | null;
  readonly onSelectSession: (session: SessionView) => void;
  readonly onAdd: (balancer: string) => void;
  /** In pixels; null: as high as it needs, up to about half of the screen. */
  readonly height: number | null;
  readonly ref: Ref<HTMLElement>;
}

/** Who goes where: sessions, balancers and members, with a line for each pin and a dot for each request. */
export function Topology(props: TopologyProps) {
  const { balancers, sessions, tabs, order, expanded, expandedRoutes, selectedSessionId } = props;
  const { selectedMember, addingTo } = props;
  const nowMs = useNow(1000);
  const rates = useTopologyRates();
  const tabsBySession = useMemo(() => groupTabs(tabs), [tabs]);
  const layout = useMemo(
    () =>
      layOutTopology({
        balancers,
        sessions,
        tabsBySession,
        expanded,
        expandedRoutes,
        order,
        selectedSessionId,
        nowMs,
      }),
    [balancers, sessions, tabsBySession, expanded, expandedRoutes, order, selectedSessionId, nowMs],
  );
  const [middle, width] = useWidth();
  const edges = useMemo(() => edgesOf(layout, order, rates, width), [layout, order, rates, width]);
  const memberCount = layout.members.length;
  return (
    <section
      className={styles.scroller}
      aria-label="Topology"
      ref={props.ref}
      style={
        props.height === null
          ? undefined
          : // Remembered from a larger window, it still leaves the list some rows.
            { height: props.height, maxHeight: `calc(100% - ${LIST_KEEPS}px)` }
      }
    >
      <MemberAnnouncer balancers={balancers} order={order} />
      <div className={styles.topology} data-dense={layout.isDense} style={digitsOf(balancers)}>
        <div className={styles.heading}>
          {plural(sessions.size, 'session')}
          {tabs.size > 0 && `, ${plural(tabs.size, 'tab')}`}
        </div>
        <div className={styles.heading} />
        <MemberHeader count={memberCount} isDense={layout.isDense}>
          <IconButton label="Add a member" shortcut="a" onClick={() => props.onAdd(balancers[0]?.name ?? '')}>
            <Plus size={14} />
          </IconButton>
        </MemberHeader>

        <div className={styles.sessions}>
          {layout.rows.map((row) =>
            row.kind === 'group' ? (
              <GroupRow
                key={`group ${row.key}`}
                pin={row.pin}
                sessions={row.sessions}
                total={row.total}
                order={order}
                isDown={row.isDown}
                isExpanded={row.isExpanded}
                onExpand={() => props.onExpandRoute(row.key)}
              />
            ) : (
              <SessionRows key={row.session.sessionId} row={row} tabsBySession={tabsBySession} {...props} />
            ),
          )}
          {sessions.size === 0 && (
            <p className={styles.nobody}>Nobody is pinned yet. A session appears with its first request.</p>
          )}
        </div>
        <div className={styles.middle} ref={middle} style={{ height: layout.height }}>
          <EdgeLayer
            edges={edges}
            width={width}
            height={layout.height}
            selectedSessionId={selectedSessionId}
          />
          {layout.boxes.map(({ balancer, top, height }) => (
            <BalancerBox
              key={balancer.name}
              balancer={balancer}
              top={top}
              height={height}
              middleWidth={width}
            />
          ))}
          {/* Last: what lies over a layer of its own becomes one, too. */}
          <DotLayer edges={edges} width={width} height={layout.height} />
        </div>
        <div>
          <div role="table" aria-label="Members">
            {layout.members.map(({ member }) => (
              <MemberRow
                key={`${member.balancer} ${member.url}`}
                member={member}
                order={order}
                nowMs={nowMs}
                isDense={layout.isDense}
                isSelected={
                  selectedMember?.member === member.url && selectedMember.balancer === member.balancer
                }
              />
            ))}
          </div>
          {addingTo !== null && <AddMember balancer={addingTo} />}
        </div>
      </div>
    </section>
  );
}

interface SessionRowsProps extends TopologyProps {
  readonly row: SessionRowPlan;
  readonly tabsBySession: ReadonlyMap<string, readonly TabView[]>;
}

/** A session and, unfolded, its tabs below it. */
function SessionRows({ row, tabsBySession, ...props }: SessionRowsProps) {
  const { session, pin } = row;
  const { balancers, order } = props;
  return (
    <>
      <SessionRow
        session={session}
        tabs={tabsBySession.get(session.sessionId) ?? []}
        pin={pin}
        order={order}
        isDown={row.isDown}
        isIdle={row.isIdle}
        isSelected={session.sessionId === props.selectedSessionId}
        isExpanded={row.tabs.length > 0}
        isInGroup={row.isInGroup}
        onSelect={() => props.onSelectSession(session)}
        onExpand={() => props.onExpand(session.sessionId)}
      />
      {row.tabs.map((tab) => (
        <TabRow
          key={tab.tabId}
          tab={tab}
          balancer={pin?.balancer ?? balancers[0]?.name ?? null}
          balancers={balancers}
          order={order}
          onSelect={() => props.onShowTab(tab)}
        />
      ))}
    </>
  );
}

/** A thin space between groups, in digits. */
const GAP = 0.5;

/** How many digits (signs and gaps between groups) the longest counters have: their columns are as wide as they need. */
function digitsOf(balancers: readonly BalancerView[]): CSSProperties {
  const counters = balancers.flatMap(({ members }) => members.map((member) => member.counters));
  const longest = (numbers: readonly number[]) => {
    const digits = Math.max(1, ...numbers.map((number) => Math.abs(number).toFixed(0).length));
    return digits + Math.floor((digits - 1) / 3) * GAP;
  };
  return {
    '--elected-digits': longest(counters.map(({ elected }) => elected)),
    '--lbstatus-digits': longest(counters.map(({ lbstatus }) => lbstatus)) + 1,
  } as CSSProperties;
}
