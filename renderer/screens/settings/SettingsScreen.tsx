import { Contrast, Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { chooseDensity, chooseMotion, chooseTheme } from '../../actions/app-actions.ts';
import { shortcutLabel } from '../../actions/shortcut.ts';
import { Logo } from '../../app/Logo.tsx';
import { useActionButton } from '../../app/use-action-button.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { selectCapabilities } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { resolveTheme, type ThemeChoice } from '../../theme/theme-choice.ts';
import styles from './SettingsScreen.module.css';
import { ThemePreview } from './ThemePreview.tsx';
import { UpdatesSection } from './UpdatesSection.tsx';

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string; readonly icon: ReactNode }[] = [
  { value: 'system', label: 'Follow the system', icon: <Monitor size={13} /> },
  { value: 'light', label: 'Light', icon: <Sun size={13} /> },
  { value: 'dark', label: 'Dark', icon: <Moon size={13} /> },
  { value: 'contrast', label: 'High contrast', icon: <Contrast size={13} /> },
];

/** Look, keys, and what this is. Changes hold at once and are remembered. */
export function SettingsScreen() {
  const store = useAppStore();
  const theme = useApp((state) => state.ui.theme);
  const density = useApp((state) => state.ui.density);
  const motion = useApp((state) => state.ui.motion);
  const { shell, version, platform } = useApp(selectCapabilities);
  const keys = useActionButton(KEYS_ACTION);
  const system = useSystemTheme();
  const about = `Routepin ${version} (${shell}, ${platform})`;
  return (
    <main className={styles.screen} aria-label="Settings">
      <div className={styles.column}>
        <h1>Settings</h1>
        <section className={styles.section}>
          <h2 id="theme">Theme</h2>
          <div className={styles.themes} role="radiogroup" aria-labelledby="theme">
            {THEMES.map(({ value, label, icon }) => (
              <label key={value} className={styles.theme}>
                <input
                  type="radio"
                  name="theme"
                  className="sr-only"
                  checked={theme === value}
                  onChange={() => chooseTheme(store, value)}
                />
                <ThemePreview theme={resolveTheme(value, system)} />
                <span className={styles.themeName}>
                  {icon}
                  {label}
                </span>
              </label>
            ))}
          </div>
        </section>
        <section className={styles.section}>
          <h2>Density</h2>
          <div className="row">
            <Segmented
              label="Density"
              value={density}
              options={[
                { value: 'compact', label: 'Compact' },
                { value: 'comfortable', label: 'Comfortable' },
              ]}
              onChange={(value) => chooseDensity(store, value)}
            />
            <span className="muted">
              {density === 'compact' ? '28 px rows: more of them' : '34 px rows: easier to hit'}
            </span>
          </div>
        </section>
        <section className={styles.section}>
          <h2>Motion</h2>
          <div className="row">
            <Segmented
              label="Motion"
              value={motion}
              options={[
                { value: 'system', label: 'As the system says' },
                { value: 'reduce', label: 'Less' },
              ]}
              onChange={(value) => chooseMotion(store, value)}
            />
            <span className="muted">
              {motion === 'system'
                ? 'A dot for each request on Live, unless the system asks for less'
                : 'No dots, nothing slides; the width of the lines tells the rate'}
            </span>
          </div>
        </section>
        <section className={styles.section}>
          <h2>Keys</h2>
          <div className="row">
            <Button icon={<Keyboard size={13} />} shortcut={keys.shortcut} onClick={keys.perform}>
              Show all keys
            </Button>
            <span className="muted">
              {shortcutLabel('mod+k', store.api.platform)} finds every action by its name.
            </span>
          </div>
        </section>
        {shell === 'desktop' && <UpdatesSection />}
        <section className={styles.section}>
          <h2>About</h2>
          <div className={styles.about}>
            <Logo />
            <b className="selectable">Routepin {version}</b>
            <span className="muted">
              {shell === 'desktop' ? 'desktop window' : 'in your browser'}
              {platform === '' ? '' : `, ${platform}`}
            </span>
            <CopyButton text={about} label="Copy name and version" />
          </div>
          <p className="muted">
            Decides as Apache mod_proxy_balancer does. Nothing leaves this machine: no telemetry, crash
            reports and logs stay here. MIT licence.
          </p>
        </section>
      </div>
    </main>
  );
}

const KEYS_ACTION = 'help.keys';

/** What the system prefers, also when that changes while the settings are shown. */
function useSystemTheme(): { readonly dark: boolean; readonly contrast: boolean } {
  const dark = useMedia('(prefers-color-scheme: dark)');
  return { dark, contrast: useMedia('(prefers-contrast: more)') };
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
