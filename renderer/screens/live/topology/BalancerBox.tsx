import type { BalancerView } from '../../../../core/contract/index.ts';
import styles from './BalancerBox.module.css';
import { boxWidthIn } from './edges.ts';

interface BalancerBoxProps {
  readonly balancer: BalancerView;
  readonly top: number;
  readonly height: number;
  /** Of the middle that it stands in, in pixels. */
  readonly middleWidth: number;
}

/** The balancer between sessions and members: the one box of the screen. */
export function BalancerBox({ balancer, top, height, middleWidth }: BalancerBoxProps) {
  const width = boxWidthIn(middleWidth);
  return (
    <div className={styles.box} style={{ top, height, width }}>
      <div className={styles.words}>
        <span className={`${styles.name} mono`} title={`balancer://${balancer.name}`}>
          <span className={styles.scheme}>balancer://</span>
          {balancer.name}
        </span>
        <dl className={styles.facts}>
          <div>
            <dt>lbmethod</dt>
            <dd className="mono ell">{balancer.lbmethod}</dd>
          </div>
          <div>
            <dt>stickysession</dt>
            <dd className="mono ell" title={balancer.stickysession ?? undefined}>
              {balancer.stickysession ?? 'not sticky'}
            </dd>
          </div>
        </dl>
      </div>
    </div>
  );
}
