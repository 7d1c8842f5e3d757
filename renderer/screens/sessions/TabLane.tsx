import { ArrowRight } from 'lucide-react';
import { memo } from 'react';
import type { BalancerView, ExchangeSummary, TabView } from '../../../core/contract/index.ts';
import { RouteChip } from '../../components/RouteChip.tsx';
import { isStale } from '../../format/tab-words.ts';
import { identityOfRoute, isRouteDown } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import { placeOf, type TimeWindow, ticksOf } from './lanes.ts';
import styles from './TabLane.module.css';

interface TabLaneProps {
  readonly tab: TabView;
  readonly isLast: boolean;
  readonly balancer: string | null;
  /** Those of the whole session, oldest first. */
  readonly exchanges: readonly ExchangeSummary[];
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly window: TimeWindow;
  /** Its place in the list, in pixels. */
  readonly top: number;
  readonly onSelect: () => void;
}

/** A tab below its session's lane: served by, pinned to, and its own requests as ticks. */
export const TabLane = memo(function TabLane(props: TabLaneProps) {
  const { tab, balancer, balancers, order, window } = props;
  const name = tab.title || tab.url;
  const chip = (route: string | null) => (
    <RouteChip
      identity={identityOfRoute(order, balancer, route)}
      route={route}
      down={balancer !== null && route !== null && route !== '' && isRouteDown(balancers, balancer, route)}
    />
  );
  const own = props.exchanges.filter(({ tabId }) => tabId === tab.tabId);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys; Details has the same as buttons
    <div
      role="row"
      tabIndex={-1}
      aria-selected={false}
      aria-label={`Tab ${name}, served by route ${tab.servedBy ?? 'none'}, pinned to route ${tab.route ?? 'none'}`}
      className={`${styles.lane} ${props.isLast ? styles.last : ''}`}
      style={{ top: props.top }}
      title={`${name}\n${tab.url}\nShow its requests`}
      onClick={props.onSelect}
    >
      <div role="gridcell" className={styles.who}>
        <span className={`${styles.name} ell`}>{name}</span>
        <span className={styles.chips}>
          {chip(tab.servedBy)}
          <ArrowRight size={10} className="muted" aria-hidden="true" />
          {chip(tab.route)}
        </span>
      </div>
      <div role="gridcell" className={styles.track}>
        {ticksOf(own, window).map((tick) => (
          <i
            key={tick.id}
            className={styles.tick}
            data-slot={identityOfRoute(order, tick.balancer, tick.route)?.slot}
            style={{ left: `${Math.max(0, placeOf(tick.atMs, window))}%` }}
          />
        ))}
        <span className={`${styles.note} muted ell`}>
          {tab.notFollowed !== undefined ? (
            `Not followed: ${tab.notFollowed}`
          ) : isStale(tab) ? (
            <span className="warn">stale page</span>
          ) : own.length === 0 ? (
            tab.url
          ) : null}
        </span>
      </div>
    </div>
  );
});
