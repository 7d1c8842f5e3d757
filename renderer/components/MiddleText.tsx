import { cutBeforeDifference } from '../format/middle-cut.ts';
import styles from './MiddleText.module.css';

interface MiddleTextProps {
  readonly text: string;
  /** What stands around it: the part that tells it from them is kept. */
  readonly others?: readonly string[];
  readonly className?: string;
  readonly id?: string;
}

const NONE: readonly string[] = [];

/** A text that is cut in its middle where there is no room: its beginning gives way, what tells it apart stays. */
export function MiddleText({ text, others = NONE, className = '', id }: MiddleTextProps) {
  const { head, tail } = cutBeforeDifference(text, others);
  return (
    <span id={id} className={`${styles.text} ${className}`} title={text}>
      <span className={styles.head}>{head}</span>
      {tail !== '' && <span className={styles.tail}>{tail}</span>}
    </span>
  );
}
