import { ArrowRight } from 'lucide-react';
import type { BalancerView, TabView } from '../../../../core/contract/index.ts';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { isStale } from '../../../format/tab-words.ts';
import { identityOfRoute, isRouteDown } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './TabRow.module.css';

interface TabRowProps {
  readonly tab: TabView;
  readonly balancer: string | null;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly onSelect: () => void;
}

/** One tab below its session: who answered what it shows, and where its next request goes. */
export function TabRow({ tab, balancer, balancers, order, onSelect }: TabRowProps) {
  const chip = (route: string | null) => (
    <RouteChip
      identity={identityOfRoute(order, balancer, route)}
      route={route}
      down={balancer !== null && route !== null && route !== '' && isRouteDown(balancers, balancer, route)}
    />
  );
  const name = tab.title || tab.url;
  const words = [
    tab.servedBy === null ? 'not answered yet' : `served by route ${tab.servedBy}`,
    tab.route === null ? 'not pinned' : `pinned to route ${tab.route}`,
    ...(isStale(tab) ? ['stale page'] : []),
    ...(tab.notFollowed === undefined ? [] : [`not followed: ${tab.notFollowed}`]),
  ].join(', ');
  return (
    <button
      type="button"
      className={styles.row}
      aria-label={`Tab ${name}, ${words}`}
      title={`${name}\n${tab.url}\n${words}. Show its requests`}
      onClick={onSelect}
    >
      <span className={`${styles.name} ell`}>{name}</span>
      {isStale(tab) && <span className={`${styles.word} warn`}>stale</span>}
      {tab.notFollowed !== undefined && <span className={`${styles.word} muted`}>not followed</span>}
      <span className={styles.chips}>
        {chip(tab.servedBy)}
        <ArrowRight size={10} className="muted" aria-hidden="true" />
        {chip(tab.route)}
      </span>
    </button>
  );
}
