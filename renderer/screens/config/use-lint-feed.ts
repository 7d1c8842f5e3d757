import { useEffect } from 'react';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { setConfigScreen } from './config-state.ts';

/** Long enough that an edit of several steps is not a question each, short enough to feel live. */
const PAUSE_MS = 250;
/** Some lints come from traffic (a refused WebSocket, a 403): looked at again so often while requests come. */
const TRAFFIC_EVERY_MS = 10_000;

/** Keeps the findings of the live project up to date: after every edit, and now and then while requests come. */
export function useLintFeed(): void {
  const store = useAppStore();
  const revision = useApp((state) => state.config.revision);
  const isConnected = useApp((state) => state.ui.connection === 'connected' && state.live.ready);
  const traffic = useApp(({ live }) =>
    live.exchanges.length === 0 ? 0 : Math.floor(live.atMs / TRAFFIC_EVERY_MS),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: revision and traffic are what has changed
  useEffect(() => {
    if (!isConnected) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void store.api.execute('project.lint', {}).then((result) => {
        // A failure keeps what was known: the connection's own banner says that nothing is asked now.
        if (isCurrent && result.ok) setConfigScreen(store, { findings: result.value.findings });
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [revision, traffic, isConnected, store]);
}
