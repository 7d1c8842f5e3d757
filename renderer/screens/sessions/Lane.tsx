import { ChevronDown, ChevronRight, Unlink } from 'lucide-react';
import { memo } from 'react';
import type { BalancerView, ExchangeSummary, SessionView } from '../../../core/contract/index.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { SessionName } from '../../components/SessionName.tsx';
import { plural } from '../../format/numbers.ts';
import { clockTime } from '../../format/times.ts';
import type { Happening } from '../../store/live-state.ts';
import { identityOfRoute, isRouteDown, mainPin } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import styles from './Lane.module.css';
import { firstSince, placeOf, type Segment, segmentsOf, type TimeWindow, ticksOf } from './lanes.ts';
import { RECOGNITION_WORDS } from './session-words.ts';
import { downSince, downUntil } from './time-marks.ts';

interface LaneProps {
  readonly id: string;
  readonly session: SessionView;
  readonly tabs: number;
  readonly isExpanded: boolean;
  readonly exchanges: readonly ExchangeSummary[];
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly losses: ReadonlyMap<number, string>;
  readonly happenings: readonly Happening[];
  readonly window: TimeWindow;
  readonly isSelected: boolean;
  /** Its place in the list, in pixels. */
  readonly top: number;
  readonly onSelect: () => void;
  readonly onExpand: () => void;
  readonly onExchange: (exchangeId: number) => void;
}

/** One session over time: its routes as coloured stretches, its requests as ticks, what it lost as marks. */
export const Lane = memo(function Lane(props: LaneProps) {
  const { session, exchanges, balancers, order, losses, window, isSelected } = props;
  const segments = segmentsOf(exchanges, window);
  const pin = mainPin(session);
  const isDown = pin !== undefined && isRouteDown(balancers, pin.balancer, pin.route);
  const place = (atMs: number) => `${Math.max(0, placeOf(atMs, window))}%`;
  const width = (fromMs: number, toMs: number) =>
    `calc(${placeOf(toMs, window) - Math.max(0, placeOf(fromMs, window))}% - 1px)`;
  const lost = exchanges.slice(firstSince(exchanges, window.fromMs)).filter(({ id }) => losses.has(id));
  const pinned =
    pin === undefined ? 'not pinned' : `route ${pin.route}${isDown ? ', whose member is down' : ''}`;
  const Chevron = props.isExpanded ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
    <div
      id={props.id}
      role="row"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-label={`${session.label}, ${pinned}, ${plural(session.requests, 'request')}`}
      className={`${styles.lane} ${isSelected ? styles.selected : ''}`}
      style={{ top: props.top }}
      onClick={props.onSelect}
    >
      <div role="gridcell" className={styles.who}>
        {props.tabs > 0 && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.expand}
            aria-expanded={props.isExpanded}
            aria-label={`Tabs of ${session.label}`}
            title={props.isExpanded ? 'Hide its tabs' : 'Show its tabs'}
            onClick={(event) => {
              event.stopPropagation();
              props.onExpand();
            }}
          >
            <Chevron size={12} aria-hidden="true" />
          </button>
        )}
        <Avatar initials={session.initials} embedded={session.userId !== null} />
        <span className={styles.names} title={session.label}>
          <SessionName className={styles.label} label={session.label} />
          <span className={`${styles.kind} muted`}>
            {RECOGNITION_WORDS[session.recognition].short}
            {props.tabs > 0 && `, ${plural(props.tabs, 'tab')}`}
          </span>
        </span>
      </div>
      <div role="gridcell" className={styles.track}>
        {segments.map((segment, index) => {
          const identity = identityOfRoute(order, segment.balancer, segment.route);
          const busyTo = segment.idleFromMs ?? segment.toMs;
          const shared = { 'data-slot': identity?.slot };
          // A mark where it begins would lie over its letter.
          const isMarked = lost.some(({ startedAtMs }) => {
            const distance = placeOf(startedAtMs, window) - placeOf(segment.fromMs, window);
            return distance >= 0 && distance < NARROWEST;
          });
          return (
            <span key={segment.fromMs} className={styles.part} {...shared}>
              <span
                className={`${styles.segment} ${segment.isCut ? styles.cut : ''}`}
                data-marked={isMarked || undefined}
                data-goes-on={segment.idleFromMs !== null || undefined}
                style={{ left: place(segment.fromMs), width: width(segment.fromMs, busyTo) }}
              >
                <b>{identity?.letter}</b>
              </span>
              {segment.idleFromMs !== null && (
                <span
                  className={`${styles.segment} ${styles.idle}`}
                  style={{
                    left: place(segment.idleFromMs),
                    width: width(segment.idleFromMs, segment.toMs),
                  }}
                />
              )}
              {isDown && index === segments.length - 1 && segment.route === pin?.route && (
                <DownSpan
                  letter={identity?.letter ?? ''}
                  fromMs={Math.max(
                    segment.fromMs,
                    downSince(props.happenings, segment.balancer, segment.route, busyTo),
                  )}
                  toMs={window.nowMs}
                  window={window}
                />
              )}
              {index < segments.length - 1 && (
                <DownSpan
                  letter={identity?.letter ?? ''}
                  fromMs={Math.max(
                    segment.fromMs,
                    downUntil(props.happenings, urlsOf(balancers, segment), segment.toMs) ?? segment.toMs,
                  )}
                  toMs={segment.toMs}
                  window={window}
                />
              )}
            </span>
          );
        })}
        {ticksOf(exchanges, window).map((tick) => (
          <i
            key={tick.id}
            className={styles.tick}
            data-slot={identityOfRoute(order, tick.balancer, tick.route)?.slot}
            style={{ left: place(tick.atMs) }}
          />
        ))}
        {lost.map((exchange) => (
          <button
            key={exchange.id}
            type="button"
            tabIndex={-1}
            className={styles.lost}
            style={{ left: place(exchange.startedAtMs) }}
            title={`${clockTime(exchange.startedAtMs)}: session lost on ${exchange.url}`}
            aria-label={`Session lost on ${exchange.url}: show why`}
            onClick={(event) => {
              event.stopPropagation();
              props.onExchange(exchange.id);
            }}
          >
            <Unlink size={11} aria-hidden="true" />
          </button>
        ))}
      </div>
    </div>
  );
});

/** The members that have the route of a segment. */
function urlsOf(balancers: readonly BalancerView[], { balancer, route }: Segment): readonly string[] {
  return (balancers.find(({ name }) => name === balancer)?.members ?? [])
    .filter((member) => member.route === route)
    .map(({ url }) => url);
}

/** In percent of the lane: about what a letter or a mark needs. */
const NARROWEST = 1.5;

interface DownSpanProps {
  readonly letter: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly window: TimeWindow;
}

/** A stretch in which nobody answered for the route that the session was pinned to. */
function DownSpan({ letter, fromMs, toMs, window }: DownSpanProps) {
  const left = Math.max(0, placeOf(fromMs, window));
  const right = placeOf(toMs, window);
  if (right - left < NARROWEST) return null;
  return (
    <span className={styles.downSpan} style={{ left: `${left}%`, width: `calc(${right - left}% - 1px)` }}>
      <b>{letter}</b>
    </span>
  );
}
