import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { FIRST_RUN, SCREENS } from '../screens/registry.ts';
import { selectHasMembers } from '../store/selectors.ts';
import { useApp } from '../store/store-context.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import styles from './Frame.module.css';
import { Overlays } from './Overlays.tsx';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import { ToastArea } from './ToastArea.tsx';
import { useActionKeys, useAppearance, useNotices, useStart } from './use-window.ts';

/** What never changes around the screens: title bar, rail, status bar, and what may lie over them. */
export function Frame() {
  useAppearance();
  useActionKeys();
  useNotices();
  useStart();
  const ready = useApp((state) => state.live.ready);
  const hasMembers = useApp(selectHasMembers);
  const chosen = useApp((state) => state.ui.screen);
  const overlay = useApp((state) => state.ui.overlay?.kind ?? 'none');
  const isFirstRun = ready && !hasMembers && FIRST_RUN !== null;
  const named = SCREENS.find(({ id }) => id === chosen) ?? SCREENS[0];
  const screen = (isFirstRun && named?.place === 'top' ? FIRST_RUN : named) ?? named;
  const isDocked = screen?.docksMessages === true;
  return (
    <div className={styles.frame}>
      <TitleBar isFirstRun={isFirstRun} />
      <ErrorBoundary what="The rail" size="line">
        <Rail isFirstRun={isFirstRun} current={chosen} />
      </ErrorBoundary>
      <div className={styles.main}>
        <ConnectionBanner />
        {ready && screen !== undefined && (
          <div className={styles.screen} key={screen.id}>
            <ErrorBoundary what={`The ${screen.label} screen`}>
              <screen.Component />
            </ErrorBoundary>
          </div>
        )}
        {isDocked && <ToastArea isDocked />}
      </div>
      <StatusBar key={`status ${screen?.id}`} Status={screen?.Status} />
      <div className={styles.over}>
        <ErrorBoundary key={overlay} what="What was opened" size="line">
          <Overlays />
        </ErrorBoundary>
      </div>
      {!isDocked && <ToastArea isDocked={false} />}
    </div>
  );
}
