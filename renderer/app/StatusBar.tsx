import type { ComponentType } from 'react';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { FindingsCount } from '../screens/findings/FindingsCount.tsx';
import styles from './StatusBar.module.css';
import { TotalsStatus } from './TotalsStatus.tsx';

interface StatusBarProps {
  readonly Status: ComponentType | undefined;
}

/** The line at the bottom: what is wrong with stickiness, then what the screen says or the totals of the run. */
export function StatusBar({ Status = TotalsStatus }: StatusBarProps) {
  return (
    <footer className={styles.bar}>
      <ErrorBoundary what="The status bar" size="line">
        <FindingsCount />
        <Status />
      </ErrorBoundary>
    </footer>
  );
}
