import { ArrowRight } from 'lucide-react';
import type { BalancerView, ExchangeSummary, Explanation } from '../../../../core/contract/index.ts';
import { RichText } from '../../../components/RichText.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { identityOfRoute, isRouteDown } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './WhyOpening.module.css';

interface WhyOpeningProps {
  readonly exchange: ExchangeSummary;
  readonly told: Pick<Explanation, 'headline' | 'summary'>;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
}

/** Where a request went and why, in one sentence. */
export function WhyOpening({ exchange, told, balancers, order }: WhyOpeningProps) {
  const { balancer, route, sessionRoute } = exchange;
  const to = identityOfRoute(order, balancer, route);
  const from = sessionRoute === route ? null : identityOfRoute(order, balancer, sessionRoute);
  const fromIsDown =
    balancer !== null && sessionRoute !== null && isRouteDown(balancers, balancer, sessionRoute);
  return (
    <section className={styles.why}>
      <h2 className={styles.headline}>
        <span className="selectable">{told.headline}</span>
        {from !== null && (
          <>
            <RouteChip identity={from} route={sessionRoute} down={fromIsDown} />
            <ArrowRight size={13} className="muted" aria-hidden="true" />
          </>
        )}
        {to !== null && <RouteChip identity={to} route={route} />}
      </h2>
      <p className="selectable">
        <RichText>{told.summary}</RichText>
      </p>
    </section>
  );
}
