import type { ReactNode } from 'react';
import styles from './Note.module.css';

interface NoteProps {
  readonly tone: 'ok' | 'warn' | 'err' | 'neutral';
  readonly icon: ReactNode;
  readonly children: ReactNode;
  /** A button that does the next step. */
  readonly action?: ReactNode;
}

/** A finding with its next step (rule: every problem carries one). */
export function Note({ tone, icon, children, action }: NoteProps) {
  return (
    <div className={`${styles.note} ${styles[tone]}`}>
      <span className={styles.icon}>{icon}</span>
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}
