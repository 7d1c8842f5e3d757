import { ArrowRight, Cookie, Unlink } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ExchangeSummary, SessionView } from '../../../../core/contract/index.ts';
import { DECISION_WORDS, sentenceFor } from '../../../../core/contract/index.ts';
import { Avatar } from '../../../components/Avatar.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { SessionName } from '../../../components/SessionName.tsx';
import { memberName } from '../../../format/member-name.ts';
import { bytes, count } from '../../../format/numbers.ts';
import { clockTime } from '../../../format/times.ts';
import type { RouteIdentity } from '../../../theme/route-identity.ts';
import { decisionTone, statusTone } from '../tones.ts';
import type { ColumnId, ShownColumn } from './columns.ts';
import styles from './TrafficRow.module.css';

interface TrafficRowProps {
  readonly exchange: ExchangeSummary;
  readonly columns: readonly ShownColumn[];
  readonly session: SessionView | null;
  readonly tab: string;
  readonly route: RouteIdentity | null;
  /** The route it asked for, when another one answered; else null. */
  readonly from: RouteIdentity | null;
  readonly isLost: boolean;
}

/** The cells of one exchange, in the order of the columns. */
export const TrafficRow = memo(function TrafficRow(props: TrafficRowProps) {
  return props.columns.map(({ id }) => {
    const { className, title } = FRAMES[id];
    return (
      <span key={id} role="gridcell" data-column={id} className={className} title={title?.(props)}>
        {CELLS[id](props)}
      </span>
    );
  });
});

const FRAMES: Readonly<
  Record<
    ColumnId,
    { readonly className: string; readonly title?: (row: TrafficRowProps) => string | undefined }
  >
> = {
  time: { className: `mono ell ${styles.quiet}` },
  session: { className: 'row', title: ({ session }) => session?.label },
  tab: { className: 'ell muted' },
  method: { className: `mono ell ${styles.quiet}` },
  path: { className: 'mono ell', title: ({ exchange }) => exchange.url },
  status: { className: 'mono num' },
  route: { className: `${styles.route}` },
  decision: { className: `${styles.decision}` },
  cause: { className: 'ell muted', title: ({ exchange }) => sentenceFor(exchange) },
  member: { className: 'mono ell muted', title: ({ exchange }) => exchange.member ?? undefined },
  site: { className: 'ell muted' },
  tries: { className: 'mono num' },
  ms: { className: 'mono num' },
  size: { className: 'mono num muted' },
  cookie: { className: `${styles.cookie}`, title: ({ exchange }) => exchange.setCookie ?? undefined },
};

const CELLS: Readonly<Record<ColumnId, (row: TrafficRowProps) => ReactNode>> = {
  time: ({ exchange }) => clockTime(exchange.startedAtMs),
  session: ({ session }) =>
    session === null ? (
      <span className="muted">–</span>
    ) : (
      <>
        <Avatar initials={session.initials} embedded={session.userId !== null} />
        <SessionName label={session.label} />
      </>
    ),
  tab: ({ tab }) => tab,
  method: ({ exchange }) => exchange.method,
  path: ({ exchange }) => (
    <>
      {exchange.url}
      {exchange.upgraded && <span className="muted"> WebSocket</span>}
    </>
  ),
  status: ({ exchange }) => (
    <span className={statusTone(exchange.status)}>{exchange.status === 0 ? '–' : exchange.status}</span>
  ),
  route: ({ exchange, route, from }) => (
    <>
      {from !== null && (
        <>
          <RouteChip identity={from} route={exchange.sessionRoute} />
          <ArrowRight size={10} className="muted" aria-hidden="true" />
        </>
      )}
      <RouteChip identity={route} route={exchange.route} />
    </>
  ),
  decision: ({ exchange, isLost }) => (
    <>
      {exchange.cause === 'recorded-elsewhere' ? (
        <span className="muted">–</span>
      ) : (
        <span className={`ell ${decisionTone(exchange.decision)}`}>{DECISION_WORDS[exchange.decision]}</span>
      )}
      {isLost && (
        <span className={`${styles.lost} err`}>
          <Unlink size={11} aria-hidden="true" />
          lost
        </span>
      )}
    </>
  ),
  cause: ({ exchange }) => sentenceFor(exchange),
  member: ({ exchange }) => (exchange.member === null ? '–' : memberName(exchange.member)),
  site: ({ exchange }) => exchange.site,
  tries: ({ exchange }) => exchange.attempts,
  ms: ({ exchange }) =>
    exchange.upgraded && exchange.durationMs === 0 ? 'open' : count(exchange.durationMs),
  size: ({ exchange }) => (exchange.upgraded ? '–' : bytes(exchange.bodyBytes)),
  cookie: ({ exchange, columns }) => {
    if (exchange.setCookie === null) return null;
    const isWide = columns.some(({ id, widthPx }) => id === 'cookie' && widthPx >= 60);
    return (
      <>
        <Cookie size={12} role="img" aria-label="route cookie set" />
        {isWide && <span className="mono ell">{exchange.setCookie.split(';', 1)[0]}</span>}
      </>
    );
  },
};
