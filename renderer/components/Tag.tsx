import type { ReactNode } from 'react';
import styles from './Tag.module.css';

interface TagProps {
  readonly tone?: 'neutral' | 'ok' | 'warn' | 'err';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A word about a state; colour only ever repeats what it says. */
export function Tag({ tone = 'neutral', icon, children }: TagProps) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`}>
      {icon}
      {children}
    </span>
  );
}
