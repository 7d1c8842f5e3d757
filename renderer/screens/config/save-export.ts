import { runCommand, showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { selectConfigScreen } from './config-state.ts';

/** Saves the configuration that is shown: with the system's dialog in the desktop window, as a download in a browser. */
export async function saveExport(store: AppStore, open = false): Promise<void> {
  const { format, comments } = selectConfigScreen(store.getState());
  if (store.getState().live.capabilities.files) {
    const saved = await runCommand(store, 'export.save', { format, comments, open });
    if (!saved.ok || saved.value === null) return;
    const { file, openTrouble } = saved.value;
    if (openTrouble === null) return saySaved(store, file);
    const { message, hint } = openTrouble;
    return showToast(store, { level: 'warn', text: message, hint: hint ?? null, undo: false });
  }
  const rendered = await runCommand(store, 'export.render', { format, comments });
  if (!rendered.ok) return;
  const { text, fileName } = rendered.value;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
  saySaved(store, fileName);
}

function saySaved(store: AppStore, file: string): void {
  const hint = 'Check it with apachectl -t before you reload Apache.';
  showToast(store, { level: 'ok', text: `Saved ${file}`, hint, undo: false });
}
