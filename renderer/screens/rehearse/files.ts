import {
  parseRehearsalText,
  type Rehearsal,
  rehearsalFileName,
  renderRehearsal,
} from '../../../core/contract/index.ts';
import { runCommand, showToast } from '../../actions/run-command.ts';
import type { AppStore } from '../../store/app-store.ts';
import { selectRehearse, setRehearse } from './rehearse-state.ts';

/** Larger than any rehearsal that a person could mean. */
const MOST_BYTES = 1024 * 1024;

/** Saves what is set up: with the system's dialog in the desktop window, as a download in a browser. */
export async function saveRehearsal(store: AppStore): Promise<void> {
  const { draft } = selectRehearse(store.getState());
  if (draft === null) return;
  const fileName = rehearsalFileName(draft);
  if (store.getState().live.capabilities.files) {
    const saved = await runCommand(store, 'rehearsal.save', { rehearsal: draft });
    if (saved.ok && saved.value !== null) saySaved(store, saved.value.file);
    return;
  }
  const url = URL.createObjectURL(new Blob([renderRehearsal(draft)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
  saySaved(store, fileName);
}

/** Asks for a file and sets it up. */
export function openRehearsal(store: AppStore): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void readRehearsal(store, file);
  });
  input.click();
}

/** Sets up the rehearsal in a file, or says every place where it is none; what was set up stays then. */
export async function readRehearsal(store: AppStore, file: File): Promise<void> {
  const refuse = (text: string, hint: string | null) =>
    showToast(store, { level: 'error', text, hint, undo: false });
  if (file.size > MOST_BYTES)
    return refuse(`${file.name} is larger than 1 MB`, 'A rehearsal is a small file.');
  const parsed = parseRehearsalText(await file.text());
  if (!parsed.ok) {
    const [first] = parsed.error;
    const more = parsed.error.length > 1 ? ` (and ${parsed.error.length - 1} more)` : '';
    return refuse(
      `${file.name} is no rehearsal`,
      first === undefined ? null : `${first.path}: ${first.message}. ${first.hint}${more}`,
    );
  }
  setUp(store, parsed.value, { fileName: file.name });
}

/** Sets a rehearsal up, in place of the one that was. */
export function setUp(
  store: AppStore,
  draft: Rehearsal,
  from: { readonly fileName?: string | null; readonly scenarioId?: string | null } = {},
): void {
  const { fileName = null, scenarioId = null } = from;
  setRehearse(store, { draft, fileName, scenarioId });
  store.setUi({ screen: 'rehearse' });
}

function saySaved(store: AppStore, file: string): void {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  setRehearse(store, { fileName: name });
  const hint = 'Play it without a window: routepin rehearse PROJECT FILE';
  showToast(store, { level: 'ok', text: `Saved ${file}`, hint, undo: false });
}
