import { ArrowRight, Cookie } from 'lucide-react';
import { RouteChip } from '../../components/RouteChip.tsx';
import { clockTime } from '../../format/times.ts';
import { statusTone } from '../live/tones.ts';
import styles from './LastExchanges.module.css';
import type { PaneExchange } from './use-panes.ts';

interface LastExchangesProps {
  readonly exchanges: readonly PaneExchange[];
  /** How many requests there were in all. */
  readonly asked: number;
  readonly onWhy: (exchangeId: number) => void;
}

/** The last requests of a page; one click away from why they went where they went. */
export function LastExchanges({ exchanges, asked, onWhy }: LastExchangesProps) {
  return (
    <div className={styles.strip}>
      {exchanges.length === 0 && (
        <span className={`${styles.line} muted`}>
          {asked === 0 ? 'No request yet' : 'Its last requests are no longer kept'}
        </span>
      )}
      {exchanges.map(({ exchange, route, from }) => (
        <button
          key={exchange.id}
          type="button"
          className={styles.line}
          title="Why did it go there?"
          onClick={() => onWhy(exchange.id)}
        >
          <span className={`mono muted ${styles.time}`}>{clockTime(exchange.startedAtMs)}</span>
          <span className={`mono ${styles.method}`}>{exchange.method}</span>
          <span className="mono ell grow" title={exchange.url}>
            {exchange.url}
          </span>
          <span className={`mono ${statusTone(exchange.status) || 'muted'}`}>{exchange.status}</span>
          <span className={styles.route}>
            {from !== null && (
              <>
                <RouteChip identity={from} route={exchange.sessionRoute} />
                <ArrowRight size={10} className="muted" aria-label="to" />
              </>
            )}
            <RouteChip identity={route} route={exchange.route} />
          </span>
          {exchange.setCookie !== null && (
            <Cookie size={12} className="muted" role="img" aria-label="route cookie set" />
          )}
        </button>
      ))}
    </div>
  );
}
