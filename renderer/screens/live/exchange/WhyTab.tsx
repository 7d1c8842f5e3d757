import type { BalancerView, ExchangeDetail, LbMethodName } from '../../../../core/contract/index.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { Ladder } from './Ladder.tsx';
import { LossNote } from './LossNote.tsx';
import type { Loss } from './loss.ts';
import { WhyOpening } from './WhyOpening.tsx';
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
  const { explanation, balancer } = detail;
  return (
    <>
      <WhyOpening exchange={detail} told={explanation} balancers={balancers} order={order} />
      <Ladder steps={explanation.steps} balancer={balancer} order={order} lbmethod={lbmethod} />
      {loss !== null && (
        <div className={styles.note}>
          <LossNote loss={loss} onShowExchange={onShowExchange} />
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
