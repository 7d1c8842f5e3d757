import type { BalancerView, TabView } from '../../../core/contract/index.ts';
import { RouteChip } from '../../components/RouteChip.tsx';
import { identityOfRoute, isRouteDown } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import styles from './SessionTabs.module.css';

interface SessionTabsProps {
  readonly tabs: readonly TabView[];
  readonly balancer: string | null;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
}

/** The tabs of a session: who answered what they show, and where their next request goes. */
export function SessionTabs({ tabs, balancer, balancers, order }: SessionTabsProps) {
  if (tabs.length === 0) return null;
  const chip = (route: string | null) => (
    <RouteChip
      identity={identityOfRoute(order, balancer, route)}
      route={route}
      down={balancer !== null && route !== null && route !== '' && isRouteDown(balancers, balancer, route)}
    />
  );
  return (
    <section className={styles.section}>
      <h3>Tabs</h3>
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
              <td className="ell" title={tab.url}>
                {tab.title || tab.url}
              </td>
              <td>
                <span className={styles.served}>
                  {chip(tab.servedBy)}
                  {tab.servedBy !== null && tab.route !== null && tab.servedBy !== tab.route && (
                    <span className="warn">stale page</span>
                  )}
                </span>
              </td>
              <td className="num">{chip(tab.route)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
