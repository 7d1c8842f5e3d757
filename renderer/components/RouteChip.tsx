import type { RouteIdentity } from '../theme/route-identity.ts';
import styles from './RouteChip.module.css';

interface RouteChipProps {
  /** null draws the empty chip: no route. */
  readonly identity: RouteIdentity | null;
  /** The route's text, for the tooltip and screen readers; absent for a member without one. */
  readonly route?: string | null;
  /** Hollow: nobody answers for this route now. */
  readonly down?: boolean;
  readonly size?: 'small' | 'large';
}

/** A route's letter on its hue: the same in every table, chart and list. */
export function RouteChip({ identity, route, down = false, size = 'small' }: RouteChipProps) {
  const label = labelOf(identity, route ?? '', down);
  const shape =
    identity === null ? styles.none : down ? styles.down : identity.outlined ? styles.outlined : '';
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-slot={identity === null ? undefined : identity.slot}
      className={[styles.chip, shape, size === 'large' ? styles.large : ''].filter(Boolean).join(' ')}
    >
      {identity === null ? '–' : identity.letter}
    </span>
  );
}

function labelOf(identity: RouteIdentity | null, route: string, down: boolean): string {
  if (identity === null) return 'No route';
  const named =
    route === '' ? `${identity.letter}, a member without a route` : `${identity.letter}, route ${route}`;
  return down ? `${named}, not usable` : named;
}
