import { ChevronDown, ChevronRight } from 'lucide-react';
import type { SessionView, TabView } from '../../../../core/contract/index.ts';
import { Avatar } from '../../../components/Avatar.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { SessionName } from '../../../components/SessionName.tsx';
import { Tooltip } from '../../../components/Tooltip.tsx';
import { plural } from '../../../format/numbers.ts';
import { identityOfRoute } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './SessionRow.module.css';

interface SessionRowProps {
  readonly session: SessionView;
  readonly tabs: readonly TabView[];
  readonly pin: { readonly balancer: string; readonly route: string } | null;
  readonly order: RouteOrder;
  readonly isDown: boolean;
  readonly isIdle: boolean;
  readonly isSelected: boolean;
  readonly isExpanded: boolean;
  /** It stands below its group. */
  readonly isInGroup: boolean;
  readonly onSelect: () => void;
  readonly onExpand: () => void;
}

/** One session: who, which tabs, and the route it is pinned to. */
export function SessionRow(props: SessionRowProps) {
  const { session, tabs, pin, order, isDown, isIdle, isSelected, isExpanded, onSelect, onExpand } = props;
  const identity = identityOfRoute(order, pin?.balancer ?? null, pin?.route ?? null);
  const pinned =
    pin === null
      ? 'not pinned'
      : `pinned to ${identity?.letter}, route ${pin.route}${isDown ? ', not usable' : ''}`;
  const titles = tabs.map(({ title, url }) => title || url).join(', ');
  const Chevron = isExpanded ? ChevronDown : ChevronRight;
  return (
    <div className={styles.line} data-nested={props.isInGroup}>
      {tabs.length > 0 && (
        <button
          type="button"
          className={styles.expand}
          aria-expanded={isExpanded}
          aria-label={`Tabs of ${session.label}`}
          title={isExpanded ? 'Hide its tabs' : 'Show its tabs'}
          onClick={onExpand}
        >
          <Chevron size={12} aria-hidden="true" />
        </button>
      )}
      <Tooltip side="right" text={`${session.label}${titles === '' ? '' : `: ${titles}`}. Show its requests`}>
        <button
          type="button"
          className={styles.row}
          aria-pressed={isSelected}
          aria-label={`${session.label}, ${pinned}${tabs.length > 0 ? `, ${plural(tabs.length, 'tab')}` : ''}`}
          onClick={onSelect}
          onKeyDown={(event) => {
            const opens = event.key === 'ArrowRight';
            if (tabs.length === 0 || (!opens && event.key !== 'ArrowLeft') || opens === isExpanded) return;
            event.preventDefault();
            onExpand();
          }}
        >
          <Avatar initials={session.initials} embedded={session.userId !== null} />
          <SessionName className={styles.name} label={session.label} />
          <span className={styles.tabs}>
            <span className="ell">
              {isIdle && 'idle'}
              {!isExpanded && isIdle && titles !== '' && ', '}
              {!isExpanded && titles}
            </span>
          </span>
          {tabs.length > 1 && <span className={styles.count}>{tabs.length} tabs</span>}
          <RouteChip identity={identity} route={pin?.route ?? null} down={isDown} />
        </button>
      </Tooltip>
    </div>
  );
}
