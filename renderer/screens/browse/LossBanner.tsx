import { ArrowRight, Unlink, X } from 'lucide-react';
import { type ExchangeSummary, type SessionView, sentenceFor } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { lossSentence } from '../../format/loss-words.ts';
import { clockSeconds } from '../../format/times.ts';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import styles from './LossBanner.module.css';

interface LossBannerProps {
  readonly lost: NonNullable<SessionView['lost']>;
  /** The exchange that moved it, when it is still known. */
  readonly move: ExchangeSummary | null;
  readonly identity: RouteIdentity | null;
  readonly fromIdentity: RouteIdentity | null;
  readonly isFromDown: boolean;
  readonly onWhy: () => void;
  readonly onClose: () => void;
}

/** Why this user has to start over: what moved it, and what the new member did not know. */
export function LossBanner({
  lost,
  move,
  identity,
  fromIdentity,
  isFromDown,
  onWhy,
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
          {move !== null && `At ${clockSeconds(move.startedAtMs)}: ${lowerFirst(sentenceFor(move))} `}
          {lossSentence(lost)}
        </p>
        <Button size="small" onClick={onWhy} shortcut="w">
          Why
        </Button>
      </div>
      <IconButton label="Close this message" onClick={onClose}>
        <X size={13} />
      </IconButton>
    </div>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
