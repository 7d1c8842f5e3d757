import { ArrowRight, CircleCheck, CircleX, Unlink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RehearsalView } from '../../../core/contract/index.ts';
import { MiddleText } from '../../components/MiddleText.tsx';
import { count, duration, plural } from '../../format/numbers.ts';
import styles from './VerdictTiles.module.css';
import { begunWords, lostWords, recoveryWords, verdictWords } from './verdict-words.ts';

/** The verdict in six figures; while it runs, how far it is. */
export function VerdictTiles({ view }: { readonly view: RehearsalView }) {
  const { totals, result, state } = view;
  const slowest = (result?.recoveries ?? []).filter(({ users }) => users > 0);
  const recovered = Math.max(0, ...slowest.map(({ ms }) => ms ?? 0));
  const never = slowest.reduce((sum, { users, recovered: ok }) => sum + users - ok, 0);
  const worst = result?.worst ?? null;
  return (
    <>
      {state === 'running' && (
        <progress
          className={styles.progress}
          aria-label="Rehearsal"
          max={view.durationMs}
          value={Math.min(view.elapsedMs, view.durationMs)}
        />
      )}
      <dl className={styles.tiles} aria-live="off">
        <Tile label="Kept" value={count(totals.kept)} note={begunWords(totals)} />
        <Tile
          label="Moved"
          value={count(totals.moved)}
          note={totals.moved > 0 ? 'state intact' : 'nobody'}
          tone={totals.moved > 0 ? 'warn' : undefined}
          icon={<ArrowRight size={12} />}
        />
        <Tile
          label="Lost"
          value={count(totals.lost)}
          note={lostWords(view)}
          tone={totals.lost > 0 ? 'err' : undefined}
          icon={<Unlink size={12} />}
        />
        <Tile
          label="Errors"
          value={count(totals.failedRequests)}
          note={`of ${plural(totals.requests, 'request')}`}
          tone={totals.failedRequests > 0 ? 'err' : undefined}
        />
        <Tile
          label="Time to recover"
          value={
            slowest.length === 0
              ? '–'
              : slowest.every(({ ms }) => ms === null)
                ? 'never'
                : duration(recovered)
          }
          note={recoveryWords(result !== null, slowest.length, never)}
          tone={never > 0 && totals.failedRequests > 0 ? 'err' : undefined}
        />
        <Tile
          label="Worst request"
          value={worst === null ? '–' : duration(worst.durationMs)}
          note={
            worst === null
              ? 'told at the end'
              : `${worst.method} ${worst.path}, ${plural(worst.attempts, 'attempt')}`
          }
        />
      </dl>
      <p className="sr-only" role="status">
        {verdictWords(view)}
      </p>
      {result !== null && state === 'finished' && (
        <p className={styles.verdict}>
          {result.passed ? (
            <CircleCheck size={13} className="ok" aria-hidden="true" />
          ) : (
            <CircleX size={13} className="err" aria-hidden="true" />
          )}
          <b>{result.passed ? 'Passed' : 'Failed'}</b>
          <span className="muted ell">
            {result.passed ? 'within what the rehearsal allows' : result.broken.join('; ')}
          </span>
        </p>
      )}
    </>
  );
}

interface TileProps {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'warn' | 'err' | undefined;
  readonly icon?: ReactNode;
}

function Tile({ label, value, note, tone, icon }: TileProps) {
  return (
    <div className={styles.tile} data-tone={tone}>
      <dt className="row">
        {tone !== undefined && icon}
        {label}
      </dt>
      <dd>{value}</dd>
      <dd className={`muted ${styles.note}`}>
        <MiddleText text={note} />
      </dd>
    </div>
  );
}
