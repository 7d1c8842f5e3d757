import { ChevronDown, ChevronRight } from 'lucide-react';
import type { SessionView } from '../../../../core/contract/index.ts';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { count, plural } from '../../../format/numbers.ts';
import { identityOfRoute } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './SessionRow.module.css';
import type { Pin } from './session-column.ts';

interface GroupRowProps {
  readonly pin: Pin | null;
  /** Those that have no row of their own. */
  readonly sessions: readonly SessionView[];
  readonly total: number;
  readonly order: RouteOrder;
  readonly isDown: boolean;
  readonly isExpanded: boolean;
  readonly onExpand: () => void;
}

/** So many names say who they are; the rest is a number. */
const NAMED = 4;

/** The sessions of one route as a row: how many, the first names, the route. A click shows them. */
export function GroupRow({ pin, sessions, total, order, isDown, isExpanded, onExpand }: GroupRowProps) {
  const identity = identityOfRoute(order, pin?.balancer ?? null, pin?.route ?? null);
  const where =
    pin === null
      ? 'without a pin'
      : `on ${identity?.letter}, route ${pin.route}${isDown ? ', not usable' : ''}`;
  const names = sessions.slice(0, NAMED).map(({ label }) => label);
  const Chevron = isExpanded ? ChevronDown : ChevronRight;
  const words = isExpanded
    ? sessions.length === 0
      ? plural(total, 'session')
      : `${count(sessions.length)} more`
    : sessions.length === total
      ? plural(total, 'session')
      : plural(sessions.length, 'other');
  return (
    <div className={styles.line}>
      <button
        type="button"
        className={styles.row}
        aria-expanded={isExpanded}
        aria-label={`Sessions ${where}: ${count(total)}`}
        title={`${plural(total, 'session')} ${where}. ${isExpanded ? 'Hide' : 'Show'} them`}
        onClick={onExpand}
        onKeyDown={(event) => {
          const opens = event.key === 'ArrowRight';
          if ((!opens && event.key !== 'ArrowLeft') || opens === isExpanded) return;
          event.preventDefault();
          onExpand();
        }}
      >
        <span className={styles.plus}>
          <Chevron size={11} aria-hidden="true" />
        </span>
        <span className={`${styles.name} ell`}>{words}</span>
        <span className={styles.tabs}>
          <span className="ell">{!isExpanded && names.join(', ')}</span>
        </span>
        <RouteChip identity={identity} route={pin?.route ?? null} down={isDown} />
      </button>
    </div>
  );
}
