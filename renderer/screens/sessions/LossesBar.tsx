import { Unlink, X } from 'lucide-react';
import type { SessionView } from '../../../core/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { SessionName } from '../../components/SessionName.tsx';
import { lossSentence } from '../../format/loss-words.ts';
import { plural } from '../../format/numbers.ts';
import { clockSeconds } from '../../format/times.ts';
import { type ExchangeLog, exchangeAt, indexOfExchange } from '../../store/exchange-log.ts';
import styles from './LossesBar.module.css';

/** One lost session. */
export interface LostSession {
  readonly exchangeId: number;
  readonly label: string;
  /** null when the exchange is no longer kept. */
  readonly atMs: number | null;
  readonly sentence: string;
}

/** Sessions whose loss was not closed yet, the latest first. */
export function lostSessions(
  sessions: Iterable<SessionView>,
  log: ExchangeLog,
  closed: readonly number[],
): readonly LostSession[] {
  return [...sessions]
    .flatMap(({ label, lost }): LostSession[] => {
      if (lost === null || closed.includes(lost.exchangeId)) return [];
      const { exchangeId } = lost;
      const atMs = exchangeAt(log, indexOfExchange(log, exchangeId))?.startedAtMs ?? null;
      return [{ exchangeId, label, atMs, sentence: lossSentence(lost) }];
    })
    .sort((a, b) => b.exchangeId - a.exchangeId);
}

interface LossesBarProps {
  readonly losses: readonly LostSession[];
  readonly onWhy: (exchangeId: number) => void;
  readonly onClose: (exchangeIds: readonly number[]) => void;
}

/** More names would be cut at 1280 px; the lanes show all. */
const NAMED = 3;
/** Names up to so many characters are never cut. */
const SHORT = 14;

/** Who lost a session, each a click away from the exchange that lost it. */
export function LossesBar({ losses, onWhy, onClose }: LossesBarProps) {
  if (losses.length === 0) return null;
  return (
    <div className={styles.bar} role="status">
      <Unlink size={13} className="err" aria-hidden="true" />
      <b>{losses.length === 1 ? 'Session lost' : `${plural(losses.length, 'session')} lost`}</b>
      <span className={styles.names}>
        {losses.slice(0, NAMED).map(({ exchangeId, label, atMs, sentence }) => (
          <button
            key={exchangeId}
            type="button"
            data-short={label.length <= SHORT || undefined}
            title={`${label}: ${sentence} Show the request`}
            onClick={() => onWhy(exchangeId)}
          >
            <SessionName label={label} />
            {atMs !== null && <span className="mono muted">{clockSeconds(atMs)}</span>}
          </button>
        ))}
        {losses.length > NAMED && <span className="muted">and {losses.length - NAMED} more</span>}
      </span>
      <IconButton
        label="Close this message"
        onClick={() => onClose(losses.map(({ exchangeId }) => exchangeId))}
      >
        <X size={13} />
      </IconButton>
    </div>
  );
}
