import { showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { readDropped } from './read-file.ts';

/** Opens the import, with a text that is there already or an empty field. */
export function openImport(store: AppStore, text = '', fileName: string | null = null): void {
  store.setUi({ overlay: { kind: 'import-config', text, fileName } });
}

/** A file or a text that was dropped on the screen is what the import begins with. */
export async function importDropped(store: AppStore, data: DataTransfer): Promise<void> {
  const dropped = await readDropped(data);
  if (typeof dropped !== 'string') return openImport(store, dropped.text, dropped.fileName);
  showToast(store, { level: 'warn', text: dropped, hint: null, undo: false });
}
