import { ArrowRight, Cookie, Unlink } from 'lucide-react';
import { memo } from 'react';
import type { ExchangeSummary, SessionView } from '../../../../core/contract/index.ts';
import { DECISION_WORDS } from '../../../../core/contract/index.ts';
import { Avatar } from '../../../components/Avatar.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { bytes, count } from '../../../format/numbers.ts';
import { clockTime } from '../../../format/times.ts';
import type { RouteIdentity } from '../../../theme/route-identity.ts';
import { decisionTone, statusTone } from '../tones.ts';
import styles from './TrafficRow.module.css';

/** The heading of the list's columns. */
export function TrafficHeader() {
  return (
    <div className={styles.header} aria-hidden="true">
      <span>Time</span>
      <span>Session</span>
      <span className={styles.wide}>Tab</span>
      <span>Method</span>
      <span>Path</span>
      <span className="num">Status</span>
      <span>Route</span>
      <span>Decision</span>
      <span className="num">ms</span>
      <span className={`num ${styles.wide}`}>Size</span>
      <Cookie size={12} />
    </div>
  );
}

interface TrafficRowProps {
  readonly exchange: ExchangeSummary;
  readonly session: SessionView | null;
  readonly tab: string;
  readonly route: RouteIdentity | null;
  /** The route it asked for, when another one answered; else null. */
  readonly from: RouteIdentity | null;
  readonly isLost: boolean;
}

/** The cells of one exchange. */
export const TrafficRow = memo(function TrafficRow(props: TrafficRowProps) {
  const { exchange, session, tab, route, from, isLost } = props;
  const { setCookie, sessionRoute } = exchange;
  return (
    <>
      <span role="gridcell" className={`mono ${styles.quiet}`}>
        {clockTime(exchange.startedAtMs)}
      </span>
      <span role="gridcell" className="row">
        {session === null ? (
          <span className="muted">–</span>
        ) : (
          <>
            <Avatar initials={session.initials} embedded={session.userId !== null} />
            <span className="ell">{session.label}</span>
          </>
        )}
      </span>
      <span role="gridcell" className={`ell muted ${styles.wide}`}>
        {tab}
      </span>
      <span role="gridcell" className={`mono ell ${styles.method}`}>
        {exchange.method}
      </span>
      <span role="gridcell" className="mono ell" title={exchange.url}>
        {exchange.url}
        {exchange.upgraded && <span className="muted"> WebSocket</span>}
      </span>
      <span role="gridcell" className={`mono num ${statusTone(exchange.status)}`}>
        {exchange.status}
      </span>
      <span role="gridcell" className={styles.route}>
        {from !== null && (
          <>
            <RouteChip identity={from} route={sessionRoute} />
            <ArrowRight size={10} className="muted" aria-hidden="true" />
          </>
        )}
        <RouteChip identity={route} route={exchange.route} />
      </span>
      <span role="gridcell" className={styles.decision}>
        <span className={`ell ${decisionTone(exchange.decision)}`}>{DECISION_WORDS[exchange.decision]}</span>
        {isLost && (
          <span className={`${styles.lost} err`}>
            <Unlink size={11} aria-hidden="true" />
            lost
          </span>
        )}
      </span>
      <span role="gridcell" className="mono num">
        {exchange.upgraded && exchange.durationMs === 0 ? 'open' : count(exchange.durationMs)}
      </span>
      <span role="gridcell" className={`mono num muted ${styles.wide}`}>
        {exchange.upgraded ? '–' : bytes(exchange.bodyBytes)}
      </span>
      <span role="gridcell" className={styles.cookie} title={setCookie ?? undefined}>
        {setCookie !== null && (
          <>
            <Cookie size={12} role="img" aria-label="route cookie set" />
            <span className={`mono ell ${styles.wide}`}>{setCookie.split(';', 1)[0]}</span>
          </>
        )}
      </span>
    </>
  );
});
