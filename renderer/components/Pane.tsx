import type { ReactNode } from 'react';
import styles from './Pane.module.css';

interface PaneProps {
  /** Its name as a landmark; absent for a column that is only a part of the screen. */
  readonly label?: string;
  /** The line that parts it from its neighbour. */
  readonly edge?: 'left' | 'right' | 'none';
  /** `aside`: details of what is chosen elsewhere. */
  readonly as?: 'section' | 'aside' | 'main' | 'div';
  readonly children: ReactNode;
}

/** A column of a screen: head, body, foot below each other; only the body scrolls. */
export function Pane({ label, edge = 'none', as: Element = 'section', children }: PaneProps) {
  return (
    <Element aria-label={label} className={[styles.pane, styles[edge]].filter(Boolean).join(' ')}>
      {children}
    </Element>
  );
}

interface PaneHeadProps {
  /** Whether it ends with a cross. */
  readonly closes?: boolean;
  readonly children: ReactNode;
}

/** The first line of a pane: 40 px, so that the lines of neighbours meet. */
export function PaneHead({ closes = false, children }: PaneHeadProps) {
  return <header className={`${styles.head} ${closes ? styles.closes : ''}`}>{children}</header>;
}

/** What can be done with all of a pane, at its bottom. */
export function PaneFoot({ children }: { readonly children: ReactNode }) {
  return <footer className={styles.foot}>{children}</footer>;
}

interface PaneSectionProps {
  readonly title?: string;
  readonly children: ReactNode;
}

/** A part of a pane's body between two lines. */
export function PaneSection({ title, children }: PaneSectionProps) {
  return (
    <section className={styles.section}>
      {title !== undefined && <h3>{title}</h3>}
      {children}
    </section>
  );
}
