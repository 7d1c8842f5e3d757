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
  return props.columns.map(({ id, widthPx }) => {
    const { className, look, title } = FRAMES[id];
    return (
      <span
        key={id}
        role="gridcell"
        data-column={id}
        className={look === undefined ? className : `${className} ${look(props, widthPx)}`}
        title={title?.(props)}
      >
        {CELLS[id](props, widthPx)}
      </span>
    );
  });
});

interface CellFrame {
  readonly className: string;
  /** Classes that depend on what stands in the cell. */
  readonly look?: (row: TrafficRowProps, widthPx: number) => string;
  readonly title?: (row: TrafficRowProps) => string | undefined;
}

const FRAMES: Readonly<Record<ColumnId, CellFrame>> = {
  time: {
    className: `mono ${styles.quiet}`,
    look: (_, widthPx) => cutClass(CLOCK_CHARS, MONO_CHAR_PX, widthPx),
  },
  session: { className: 'row', title: ({ session }) => session?.label },
  tab: { className: 'ell muted' },
  method: {
    className: `mono ${styles.quiet}`,
    look: ({ exchange }, widthPx) => cutClass(exchange.method.length, MONO_CHAR_PX, widthPx),
  },
  path: { className: 'mono ell', title: ({ exchange }) => exchange.url },
  status: { className: 'mono num', look: ({ exchange }) => statusTone(exchange.status) },
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

const CELLS: Readonly<Record<ColumnId, (row: TrafficRowProps, widthPx: number) => ReactNode>> = {
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
  status: ({ exchange }) => (exchange.status === 0 ? '–' : exchange.status),
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
  decision: ({ exchange, isLost }, widthPx) => (
    <>
      {exchange.cause === 'recorded-elsewhere' ? (
        <span className="muted">–</span>
      ) : (
        <span
          className={`${decisionTone(exchange.decision)} ${cutClass(DECISION_WORDS[exchange.decision].length, WORD_CHAR_PX, isLost ? 0 : widthPx)}`}
        >
          {DECISION_WORDS[exchange.decision]}
        </span>
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

/** `14:32:07.412` */
const CLOCK_CHARS = 12;
/** Pixels of a character of `.mono`: 0.6 of 11.5, rounded up; its letter-spacing only makes it less. */
const MONO_CHAR_PX = 6.9;
/** No letter of the words for decisions is wider, at 13 pixels and strong, on the average of any of them. */
const WORD_CHAR_PX = 9;

/**
 * The class that cuts a text which may not fit. What surely fits goes without: each element that clips is a layer and a node of
 * its own to paint and to compose, for every row in every frame that scrolls.
 */
function cutClass(characters: number, characterPx: number, widthPx: number): string {
  return characters * characterPx > widthPx ? 'ell' : '';
}
