import styles from './Kbd.module.css';

interface KbdProps {
  /** Keys as people read them; a blank stands between keys pressed together. */
  readonly children: string;
}

/** A key or key combination. */
export function Kbd({ children }: KbdProps) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}
