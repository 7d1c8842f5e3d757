import type { Project, Trouble } from '../../../core/contract/index.ts';
import { showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';

/** Applies a first project, opens the listener and goes to Live; or says why not. */
export async function startBalancing(store: AppStore, project: Project): Promise<Trouble | null> {
  const applied = await store.api.execute('project.apply', { project, label: 'first project' });
  if (!applied.ok) return applied.error;
  if (!store.getState().config.balancing) {
    const opened = await store.api.execute('balancing.set', { on: true });
    if (!opened.ok) return opened.error;
  }
  const { sites, capabilities } = store.getState().live;
  const members = project.balancers.reduce((sum, balancer) => sum + balancer.members.length, 0);
  const url = sites[0]?.url ?? `http://${project.sites[0]?.listen ?? ''}/`;
  store.setUi({ screen: 'live' });
  showToast(store, {
    level: 'ok',
    text: `Balancing ${members} on ${url}`,
    hint: capabilities.embeddedTabs
      ? 'Open two users: press n twice.'
      : 'Open it in a private window and in another browser: two sessions, two pins.',
    undo: false,
  });
  return null;
}

/** Starts the demo backends and balances them. */
export async function startDemo(store: AppStore, toProject: (urls: readonly string[]) => Project) {
  const started = await store.api.execute('demo.start', { count: 4 });
  if (!started.ok) return started.error;
  return startBalancing(store, toProject(started.value.backends.map(({ url }) => url)));
}
