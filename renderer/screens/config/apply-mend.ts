import { applyMend, type Mend } from '../../../core/contract/index.ts';
import { showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { appliedWords } from './apply-project.ts';
import { setConfigScreen } from './config-state.ts';

/** Applies a finding's mend to the live project as one edit, which undo takes back under the mend's own words. */
export async function mendProject(store: AppStore, mend: Mend): Promise<void> {
  const before = store.getState();
  const { project, revision } = before.config;
  const mended = applyMend(project, mend);
  if (!mended.ok) {
    const [problem] = mended.error;
    return sayNotMended(store, problem?.message ?? 'the project has changed', problem?.hint ?? null);
  }
  const params = { project: mended.value, label: mend.label.slice(0, 200), baseRevision: revision };
  const result = await store.api.execute('project.apply', params);
  if (!result.ok) return sayNotMended(store, result.error.message, result.error.hint ?? null);
  setConfigScreen(store, { applied: appliedWords(before, result.value.changes) });
  // Config says it itself: in the status bar, and by the Undo above the model. A message would lie over the next mend.
  if (before.ui.screen === 'config') return;
  showToast(store, { level: 'ok', text: `Mended: ${mend.label}`, hint: null, undo: true });
}

function sayNotMended(store: AppStore, text: string, hint: string | null): void {
  showToast(store, { level: 'error', text: `Not mended: ${text}`, hint, undo: false });
}
