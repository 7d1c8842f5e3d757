import { createRoot } from 'react-dom/client';
import './theme/tokens.css';
import './theme/route-slots.css';
import './theme/base.css';
import { chooseClient } from './api/choose-client.ts';
import type { ApiClient } from './api/client.ts';
import { App } from './app/App.tsx';
import { createAppStore } from './store/app-store.ts';
import { StoreProvider } from './store/store-context.tsx';

/** A client of made-up traffic, in the builds made for pictures; those that ship hold nothing of it. */
async function fixtureClient(): Promise<ApiClient | null> {
  if (import.meta.env.MODE !== 'fixture') return null;
  const { createFixtureClient } = await import('./fixtures/fixture-client.ts');
  return createFixtureClient(new URLSearchParams(location.search));
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const store = createAppStore((await fixtureClient()) ?? chooseClient());
store.start();
const unwatch = store.subscribe(({ live }) => {
  if (!live.ready) return;
  unwatch();
  // What stands in the window is known and about to be painted: `npm run bench:ui` reads when that was.
  requestAnimationFrame(() => setTimeout(() => performance.mark('routepin:usable')));
});
createRoot(root).render(
  <StoreProvider store={store}>
    <App />
  </StoreProvider>,
);
