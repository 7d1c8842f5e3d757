import { useEffect, useState } from 'react';
import type { UpdateView } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import styles from './SettingsScreen.module.css';

/** Newer versions: looked for by itself only where somebody says so, each step at a press, nothing in the middle of work. */
export function UpdatesSection() {
  const store = useAppStore();
  const [view, setView] = useState<UpdateView | null>(null);
  const [isOn, setOn] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    let isGone = false;
    void store.api.execute('update.get', {}).then((result) => {
      if (result.ok && !isGone) setView(result.value);
    });
    void store.api.execute('shell.get', {}).then((result) => {
      if (result.ok && !isGone) setOn(result.value.settings.updates === 'on');
    });
    return () => {
      isGone = true;
    };
  }, [store]);
  if (view === null) return null;
  const step = async (name: 'update.check' | 'update.download') => {
    setBusy(true);
    const result = await runCommand(store, name, {});
    setBusy(false);
    if (result.ok) setView(result.value);
  };
  return (
    <section className={styles.section}>
      <h2>Updates</h2>
      {view.state === 'unavailable' ? (
        <p className="muted">This build has no update feed: update it the way it was installed.</p>
      ) : (
        <>
          <div className="row">
            <Switch
              label="Look for newer versions once a day"
              checked={isOn}
              onChange={(on) => {
                setOn(on);
                void runCommand(store, 'setting.set', { key: 'updates', value: on ? 'on' : 'off' });
              }}
            />
            <span>Look for newer versions once a day</span>
            <span className="muted">fetched and installed only at your word</span>
          </div>
          <div className="row">
            {view.state === 'found' || view.state === 'downloading' ? (
              <Button disabled={isBusy} onClick={() => void step('update.download')}>
                Fetch {view.version}
              </Button>
            ) : (
              <Button disabled={isBusy || view.state === 'ready'} onClick={() => void step('update.check')}>
                Look now
              </Button>
            )}
            <span className="muted" role="status">
              {wordsOf(view, isBusy)}
            </span>
          </div>
          {view.notes !== null && (
            <section className={styles.notes} aria-label={`What is new in ${view.version}`}>
              {view.notes}
            </section>
          )}
        </>
      )}
    </section>
  );
}

function wordsOf({ state, version, trouble }: UpdateView, isBusy: boolean): string {
  if (isBusy) return state === 'found' ? 'Fetching…' : 'Looking…';
  if (trouble !== null) return trouble;
  if (state === 'ready') return `${version} is installed when Routepin ends.`;
  if (state === 'found') return `${version} is newer than this one.`;
  return '';
}
