import { ArrowRight, Unlink } from 'lucide-react';
import type { BalancerView, ExchangeDetail, LbMethodName } from '../../../../core/contract/index.ts';
import { Button } from '../../../components/Button.tsx';
import { Note } from '../../../components/Note.tsx';
import { RichText } from '../../../components/RichText.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { duration } from '../../../format/numbers.ts';
import { identityOfRoute, isRouteDown } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { Ladder } from './Ladder.tsx';
import type { Loss } from './loss.ts';
import styles from './WhyTab.module.css';

interface WhyTabProps {
  readonly detail: ExchangeDetail;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly lbmethod: LbMethodName;
  /** The loss of this exchange's session, with it or after it. */
  readonly loss: Loss | null;
  readonly onShowExchange: (id: number) => void;
}

/** The sentence first, the ladder it stands on, then Apache's variables. */
export function WhyTab({ detail, balancers, order, lbmethod, loss, onShowExchange }: WhyTabProps) {
  const { explanation, balancer, route, sessionRoute } = detail;
  const to = identityOfRoute(order, balancer, route);
  const from = sessionRoute === route ? null : identityOfRoute(order, balancer, sessionRoute);
  const fromIsDown =
    balancer !== null && sessionRoute !== null && isRouteDown(balancers, balancer, sessionRoute);
  return (
    <>
      <section className={styles.why}>
        <h2 className={styles.headline}>
          <span className="selectable">{explanation.headline}</span>
          {from !== null && (
            <>
              <RouteChip identity={from} route={sessionRoute} down={fromIsDown} />
              <ArrowRight size={13} className="muted" aria-hidden="true" />
            </>
          )}
          {to !== null && <RouteChip identity={to} route={route} />}
        </h2>
        <p className="selectable">
          <RichText>{explanation.summary}</RichText>
        </p>
      </section>
      <Ladder steps={explanation.steps} balancer={balancer} order={order} lbmethod={lbmethod} />
      {loss !== null && (
        <div className={styles.note}>
          <Note
            tone="err"
            icon={<Unlink size={14} />}
            action={
              loss.laterMs > 0 && (
                <Button size="small" onClick={() => onShowExchange(loss.exchangeId)}>
                  Show it
                </Button>
              )
            }
          >
            <b className="strong">
              {loss.laterMs === 0 ? 'Session lost here.' : `Session lost ${duration(loss.laterMs)} later.`}
            </b>{' '}
            <code>{loss.cookie}</code> was replaced or cleared: what the session held stayed with the member
            before.
          </Note>
        </div>
      )}
      <Variables variables={explanation.variables} />
    </>
  );
}

function Variables({ variables }: { readonly variables: ExchangeDetail['explanation']['variables'] }) {
  const entries = Object.entries(variables);
  return (
    <section className={styles.variables}>
      <h3>Apache’s variables for this request</h3>
      {entries.length === 0 ? (
        <p className="muted">None is set: the request did not reach a balancer.</p>
      ) : (
        <dl className="mono selectable">
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="ell" title={value}>
                {value === '' ? <span className="muted">empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
