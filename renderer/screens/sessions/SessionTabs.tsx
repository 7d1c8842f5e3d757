import type { BalancerView, TabView } from '../../../core/contract/index.ts';
import { PaneSection } from '../../components/Pane.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { isStale } from '../../format/tab-words.ts';
import { identityOfRoute, isRouteDown } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import styles from './SessionTabs.module.css';

interface SessionTabsProps {
  readonly tabs: readonly TabView[];
  readonly balancer: string | null;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly onTab: (tab: TabView) => void;
}

/** The tabs of a session: who answered what they show, and where their next request goes. */
export function SessionTabs({ tabs, balancer, balancers, order, onTab }: SessionTabsProps) {
  if (tabs.length === 0) return null;
  const chip = (route: string | null) => (
    <RouteChip
      identity={identityOfRoute(order, balancer, route)}
      route={route}
      down={balancer !== null && route !== null && route !== '' && isRouteDown(balancers, balancer, route)}
    />
  );
  return (
    <PaneSection title="Tabs">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">Served by</th>
            <th scope="col">Pinned to</th>
          </tr>
        </thead>
        <tbody>
          {tabs.map((tab) => (
            <tr key={tab.tabId}>
              <td>
                <button
                  type="button"
                  className={`${styles.tab} ell`}
                  title={`${tab.url}\nShow its requests`}
                  onClick={() => onTab(tab)}
                >
                  {tab.title || tab.url}
                </button>
                {tab.notFollowed !== undefined && (
                  <span className={`${styles.why} muted`}>Not followed: {tab.notFollowed}</span>
                )}
              </td>
              <td>
                <span className={styles.served}>
                  {chip(tab.servedBy)}
                  {isStale(tab) && <span className="warn">stale page</span>}
                </span>
              </td>
              <td className="num">{chip(tab.route)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </PaneSection>
  );
}
