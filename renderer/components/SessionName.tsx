import { splitSessionName } from '../format/session-name.ts';
import styles from './SessionName.module.css';

interface SessionNameProps {
  readonly label: string;
  readonly className?: string | undefined;
}

/** A session's name: where there is no room its words are cut, never the number that tells it from others of the same words. */
export function SessionName({ label, className = '' }: SessionNameProps) {
  const { words, number } = splitSessionName(label);
  // One element where one is enough: a list has many rows.
  if (number === '') return <span className={`ell ${className}`}>{label}</span>;
  return (
    <span className={`${styles.name} ${className}`}>
      <span className="ell">{words}</span>
      <span className={styles.number}>{number}</span>
    </span>
  );
}
