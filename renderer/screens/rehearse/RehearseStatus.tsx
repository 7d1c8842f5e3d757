import { CircleCheck, FlaskConical } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RehearsalTotals } from '../../../core/contract/index.ts';
import { useNow } from '../../components/use-now.ts';
import { secondsUntil } from '../../format/times.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';

interface Progress {
  readonly isRunning: boolean;
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly totals: RehearsalTotals;
}

/** How far the rehearsal is, when members in error are retried, and that nothing of it is ever exported. */
export function RehearseStatus() {
  const progress = useProgress();
  const due = useApp((state) =>
    Math.min(
      ...state.live.balancers.flatMap(({ members }) => members.map(({ retryAtMs }) => retryAtMs ?? Infinity)),
    ),
  );
  const nowMs = useNow(1000);
  return (
    <>
      <span className="row">
        {progress?.isRunning === true ? (
          <>
            <FlaskConical size={12} aria-hidden="true" />
            {`Running: ${Math.floor(progress.elapsedMs / 1000)} of ${Math.round(progress.durationMs / 1000)} s, ${progress.totals.requests} requests`}
          </>
        ) : progress === null ? (
          'Virtual users visit your own listeners only'
        ) : (
          <>
            <CircleCheck size={12} aria-hidden="true" />
            Members are as before
          </>
        )}
      </span>
      {Number.isFinite(due) && <span>{`Next retry of a member in ${secondsUntil(due, nowMs)} s`}</span>}
      <span className="grow" />
      <span>Simulated outages are never exported</span>
    </>
  );
}

function useProgress(): Progress | null {
  const store = useAppStore();
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      store.api.onBatch(({ events }) => {
        for (const event of events) {
          if (event.event === 'rehearsal.progressed') setProgress({ ...event, isRunning: true });
          if (event.event === 'rehearsal.finished')
            setProgress((last) =>
              last === null ? null : { ...last, isRunning: false, totals: event.totals },
            );
        }
      }),
    [store],
  );
  return progress;
}
