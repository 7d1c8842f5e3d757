import type { ProjectChanges, Trouble } from '../../../core/contract/index.ts';
import { plural } from '../../format/numbers.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';
import { setConfigScreen } from './config-state.ts';

/** Applies an edited project live, or says why not. Based on the revision that the form shows; `label`: for undo. */
export async function applyProject(
  store: AppStore,
  project: unknown,
  label?: string,
): Promise<Trouble | null> {
  const before = store.getState();
  const baseRevision = before.config.revision;
  const result = await store.api.execute('project.apply', {
    project,
    baseRevision,
    ...(label === undefined ? {} : { label: label.slice(0, 200) }),
  });
  if (!result.ok) return result.error;
  setConfigScreen(store, { applied: appliedWords(before, result.value.changes) });
  return null;
}

/** What an edit did to those who are pinned. */
export function appliedWords(before: AppState, changes: ProjectChanges): string {
  const pinsOf = (routes: ProjectChanges['keptRoutes']) =>
    routes.reduce((sum, { balancer, route }) => {
      const members = before.live.balancers.find(({ name }) => name === balancer)?.members ?? [];
      return sum + Math.max(0, ...members.filter((member) => member.route === route).map(({ pins }) => pins));
    }, 0);
  const lost = pinsOf(changes.lostRoutes);
  const kept = `Applied live, ${plural(pinsOf(changes.keptRoutes), 'pin')} kept`;
  return lost === 0 ? kept : `${kept}, ${lost} lead to a route that is gone`;
}
