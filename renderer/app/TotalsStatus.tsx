import { Unlink } from 'lucide-react';
import type { ReactNode } from 'react';
import { count, duration, rate } from '../format/numbers.ts';
import { useApp, useAppShallow } from '../store/store-context.tsx';
import styles from './TotalsStatus.module.css';

/** Sessions, tabs, pins kept, moved and lost; exchanges, rate, percentiles. */
export function TotalsStatus() {
  const { sessions, tabs, totals, dropped } = useAppShallow(({ live }) => ({
    sessions: live.sessions.size,
    tabs: live.tabs.size,
    totals: live.totals,
    dropped: live.exchanges.dropped > 0,
  }));
  const kept = useApp(
    (state) =>
      [...state.live.sessions.values()].filter(
        ({ pins, lost }) => lost === null && pins.length > 0 && pins.every(({ moves }) => moves === 0),
      ).length,
  );
  return (
    <>
      <Figure label="Sessions">{count(sessions)}</Figure>
      <Figure label="Tabs">{count(tabs)}</Figure>
      <Figure label="Pins kept">{count(kept)}</Figure>
      <Figure label="Moved">{count(totals.moved)}</Figure>
      {totals.lost > 0 && (
        <span className={`${styles.figure} err`}>
          <Unlink size={12} aria-hidden="true" />
          Lost <b className={styles.alarm}>{count(totals.lost)}</b>
        </span>
      )}
      {totals.errors > 0 && <Figure label="Errors">{count(totals.errors)}</Figure>}
      <span className="grow" />
      <span className={styles.figure}>
        {count(totals.exchanges)} exchanges{dropped ? ', oldest dropped' : ''}
      </span>
      <span className={styles.figure}>
        <b>{rate(totals.requestsPerSecond)}</b> req/s
      </span>
      {totals.p50Ms !== null && <Figure label="p50">{duration(totals.p50Ms)}</Figure>}
      {totals.p95Ms !== null && <Figure label="p95">{duration(totals.p95Ms)}</Figure>}
    </>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <span className={styles.figure}>
      {label} <b>{children}</b>
    </span>
  );
}
