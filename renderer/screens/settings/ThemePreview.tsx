import { RouteChip } from '../../components/RouteChip.tsx';
import { identityAt } from '../../theme/route-identity.ts';
import styles from './ThemePreview.module.css';

interface ThemePreviewProps {
  readonly theme: 'light' | 'dark' | 'contrast';
}

/** A few rows as they look in a theme, drawn with that theme's own tokens. */
export function ThemePreview({ theme }: ThemePreviewProps) {
  return (
    <span className={styles.preview} data-theme={theme} aria-hidden="true">
      <span className={styles.bar} />
      {[0, 1, 2].map((index) => (
        <span key={index} className={styles.row}>
          <span className={styles.text} style={{ width: 60 - index * 12 }} />
          <span className={styles.quiet} />
          <RouteChip identity={identityAt(index)} />
        </span>
      ))}
    </span>
  );
}
