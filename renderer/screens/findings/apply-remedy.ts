import type { CommandName, CommandParams, TrafficFinding } from '../../../core/contract/index.ts';
import { runCommand, showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { mendProject } from '../config/apply-mend.ts';

/** Does what a finding's button says: an edit of the project, which undo takes back, or its commands in order. */
export async function applyRemedy(store: AppStore, { remedy }: TrafficFinding): Promise<void> {
  if (remedy === null) return;
  if (remedy.kind === 'project') {
    await mendProject(store, remedy.mend);
    return;
  }
  for (const { name, params } of remedy.commands) {
    const done = await runCommand(store, name, params as CommandParams<typeof name & CommandName>);
    // The rest would fail alike, with a message each.
    if (!done.ok) return;
  }
  showToast(store, { level: 'ok', text: `Done: ${remedy.label}`, hint: null, undo: false });
}
