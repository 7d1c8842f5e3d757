import type { DragEvent } from 'react';
import { showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { readDropped } from './read-file.ts';

/** Opens the import, with a text that is there already or an empty field. */
export function openImport(store: AppStore, text = '', fileName: string | null = null): void {
  store.setUi({ overlay: { kind: 'import-config', text, fileName } });
}

/** A file that is dropped on the screen is what the import begins with. Text that is dragged about is left alone. */
export function importDropped(store: AppStore, event: DragEvent): void {
  const reading = readDropped(event.dataTransfer);
  if (reading === null) return;
  event.preventDefault();
  void reading.then((read) => {
    if (typeof read !== 'string') return openImport(store, read.text, read.fileName);
    showToast(store, { level: 'warn', text: read, hint: null, undo: false });
  });
}
