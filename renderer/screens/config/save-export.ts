import { runCommand, showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';

/** Saves the configuration: with the system's dialog in the desktop window, as a download in a browser. */
export async function saveExport(store: AppStore): Promise<void> {
  if (store.getState().live.capabilities.files) {
    const saved = await runCommand(store, 'export.save', { format: 'apache' });
    if (saved.ok && saved.value !== null) saySaved(store, saved.value.file);
    return;
  }
  const rendered = await runCommand(store, 'export.render', { format: 'apache' });
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
