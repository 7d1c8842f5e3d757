import { ArrowRight, Unlink } from 'lucide-react';
import { Kbd } from '../../components/Kbd.tsx';
import styles from './Legend.module.css';

/** What the shapes of the lanes mean. */
export function Legend() {
  return (
    <div className={`${styles.legend} muted`}>
      <span>
        <ArrowRight size={11} aria-hidden="true" />
        colour change = moved
      </span>
      <span className="err">
        <Unlink size={11} aria-hidden="true" />
        session lost
      </span>
      <span>
        <i className={styles.down} />
        pinned to a member that is down
      </span>
      <span>
        <i className={styles.idle} />
        idle
      </span>
      <span>
        <i className={styles.tick} />
        request
      </span>
      <span className="grow" />
      <span>
        <Kbd>j</Kbd>
        <Kbd>k</Kbd>
        next, previous
      </span>
    </div>
  );
}
