import { createRoot } from 'react-dom/client';
import './theme/tokens.css';
import './theme/route-slots.css';
import './theme/base.css';
import { chooseClient } from './api/choose-client.ts';
import type { ApiClient } from './api/client.ts';
import { desktopBridge } from './api/desktop-bridge.ts';
import { App } from './app/App.tsx';
import { type AppStore, createAppStore } from './store/app-store.ts';
import { StoreProvider } from './store/store-context.tsx';

/** A client of made-up traffic, in the builds made for pictures; those that ship hold nothing of it. */
async function fixtureClient(): Promise<ApiClient | null> {
  if (import.meta.env.MODE !== 'fixture') return null;
  const { createFixtureClient } = await import('./fixtures/fixture-client.ts');
  return createFixtureClient(new URLSearchParams(location.search));
}

/** Longer than a snapshot takes; without one the window says that it waits. */
const MOST_WAIT_MS = 300;

/** Waits for the snapshot: a window drawn without, and once more with it, would be there later. */
function snapshotOf(store: AppStore): Promise<void> {
  return new Promise((resolve) => {
    const unwatch = store.subscribe(({ live }) => live.ready && done());
    const timer = setTimeout(done, MOST_WAIT_MS);
    function done(): void {
      unwatch();
      clearTimeout(timer);
      resolve();
    }
  });
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const store = createAppStore((await fixtureClient()) ?? chooseClient());
store.start();
// In a browser the snapshot is a connection away: keys work and the window says so meanwhile.
if (desktopBridge() !== undefined) await snapshotOf(store);
createRoot(root).render(
  <StoreProvider store={store}>
    <App />
  </StoreProvider>,
);
