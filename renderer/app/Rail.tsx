import { SCREENS } from '../screens/registry.ts';
import type { ScreenDefinition } from '../screens/screen.ts';
import { useApp, useAppStore } from '../store/store-context.tsx';
import styles from './Rail.module.css';

interface RailProps {
  readonly current: string;
  /** Before there are members only the first run and the settings lead anywhere. */
  readonly isFirstRun: boolean;
}

/** The screens, one key each. */
export function Rail({ current, isFirstRun }: RailProps) {
  const store = useAppStore();
  const capabilities = useApp((state) => state.live.capabilities);
  const offered = SCREENS.filter(({ isOffered }) => isOffered?.(capabilities) !== false);
  const entry = (screen: ScreenDefinition) => (
    <button
      type="button"
      key={screen.id}
      className={styles.entry}
      aria-current={screen.id === current ? 'page' : undefined}
      aria-keyshortcuts={screen.shortcut}
      disabled={isFirstRun && screen.place === 'top' && screen.id !== 'live'}
      onClick={() => store.setUi({ screen: screen.id })}
    >
      <screen.icon size={16} aria-hidden="true" />
      <span>{screen.label}</span>
      {screen.Count !== undefined && <screen.Count />}
      {screen.shortcut.length === 1 && screen.place === 'top' && (
        <span className={styles.key} aria-hidden="true">
          {screen.shortcut}
        </span>
      )}
    </button>
  );
  return (
    <nav className={styles.rail} aria-label="Screens">
      {offered.filter(({ place }) => place === 'top').map(entry)}
      <span className={styles.space} />
      {offered.filter(({ place }) => place === 'bottom').map(entry)}
    </nav>
  );
}
