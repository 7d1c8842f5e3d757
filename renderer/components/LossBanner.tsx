import { ArrowRight, Pin, Unlink, X } from 'lucide-react';
import { type ExchangeSummary, type SessionView, sentenceFor } from '../../core/contract/index.ts';
import { lossSentence } from '../format/loss-words.ts';
import { clockSeconds } from '../format/times.ts';
import type { RouteIdentity } from '../theme/route-identity.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import styles from './LossBanner.module.css';
import { RouteChip } from './RouteChip.tsx';

interface LossBannerProps {
  readonly lost: NonNullable<SessionView['lost']>;
  /** The exchange that moved it, when it is still known. */
  readonly move: ExchangeSummary | null;
  readonly identity: RouteIdentity | null;
  readonly fromIdentity: RouteIdentity | null;
  readonly isFromDown: boolean;
  /** The key for Why, where there is one. */
  readonly whyShortcut?: string;
  readonly onWhy: () => void;
  /** Moves it back to where it came from; absent where that makes no sense. */
  readonly onMoveBack?: (() => void) | undefined;
  /** Absent: it stays. */
  readonly onClose?: () => void;
}

/** Why this user has to start over: what moved it, and what the new member did not know. */
export function LossBanner({
  lost,
  move,
  identity,
  fromIdentity,
  isFromDown,
  whyShortcut,
  onWhy,
  onMoveBack,
  onClose,
}: LossBannerProps) {
  return (
    <div className={styles.banner} role="status">
      <Unlink size={14} className="err" aria-hidden="true" />
      <div className={styles.text}>
        <p>
          <b>Session lost.</b>{' '}
          {fromIdentity !== null && (
            <span className={styles.chips}>
              <RouteChip identity={fromIdentity} down={isFromDown} />
              <ArrowRight size={10} aria-label="to" />
              <RouteChip identity={identity} />
            </span>
          )}{' '}
          {move !== null && `At ${clockSeconds(move.startedAtMs)}, ${lowerFirst(sentenceFor(move))} `}
          {lossSentence(lost)}
        </p>
        <span className={styles.buttons}>
          <Button size="small" onClick={onWhy} shortcut={whyShortcut}>
            Why
          </Button>
          {onMoveBack !== undefined && (
            <Button size="small" icon={<Pin size={12} />} onClick={onMoveBack}>
              Move back to {fromIdentity?.letter}
            </Button>
          )}
        </span>
      </div>
      {onClose !== undefined && (
        <IconButton label="Close this message" onClick={onClose}>
          <X size={13} />
        </IconButton>
      )}
    </div>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
