import { PlugZap } from 'lucide-react';
import { useApp } from '../store/store-context.tsx';
import styles from './ConnectionBanner.module.css';

/** A calm line when the core doesn't answer; nothing while all is well. */
export function ConnectionBanner() {
  const connection = useApp((state) => state.ui.connection);
  if (connection === 'connected' || connection === 'connecting') return null;
  return (
    <div className={styles.banner} role="status">
      <PlugZap size={14} aria-hidden="true" />
      {connection === 'lost' ? (
        <span>
          <b>Routepin does not answer.</b> What you see is how it was. It connects again by itself when{' '}
          <code>routepin serve</code> runs.
        </span>
      ) : (
        <span>
          <b>This address holds no valid token.</b> Open the one that <code>routepin serve</code> printed; it
          ends in <code>#token=…</code>.
        </span>
      )}
    </div>
  );
}
