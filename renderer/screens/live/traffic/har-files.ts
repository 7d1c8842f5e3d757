import { runCommand, showToast } from '../../../actions/run-command.ts';
import { count } from '../../../format/numbers.ts';
import type { AppStore } from '../../../store/app-store.ts';
import { type ExchangeLog, logOf, visitFrom } from '../../../store/exchange-log.ts';

/** What the connection of an ordinary browser carries at once (the UI server's bound, less what goes around it). */
const MOST_IN_BROWSER = 3_500_000;

/** Saves these exchanges as an HTTP Archive: with the system's dialog in the desktop window, as a download in a browser. */
export function exportHar(store: AppStore, log: ExchangeLog, secrets: boolean): Promise<void> {
  const ids: number[] = [];
  visitFrom(log, 0, ({ id }) => ids.push(id));
  return exportHarOf(store, ids, secrets);
}

/** The same for exchanges by their ids, such as those that are selected. */
export async function exportHarOf(
  store: AppStore,
  chosen: readonly number[],
  secrets: boolean,
): Promise<void> {
  const ids = [...chosen];
  if (store.getState().live.capabilities.files) {
    const saved = await runCommand(store, 'har.save', { ids, secrets });
    if (saved.ok && saved.value !== null) tell(store, saved.value.file, saved.value, secrets);
    return;
  }
  const made = await runCommand(store, 'har.export', { ids, secrets });
  if (!made.ok) return;
  download(made.value.fileName, made.value.text);
  tell(store, made.value.fileName, made.value, secrets);
}

function tell(
  store: AppStore,
  file: string,
  { exchanges, missing }: { readonly exchanges: number; readonly missing: number },
  secrets: boolean,
): void {
  const masked = secrets
    ? 'It holds cookie values, credentials and bodies as they were: mind who gets it.'
    : 'Cookie values, credentials and ids are masked, bodies left out.';
  const gone =
    missing === 0
      ? ''
      : ` The details of ${count(missing)} older ones are not kept any more: they are missing.`;
  showToast(store, {
    level: missing === 0 ? 'ok' : 'warn',
    text: `${count(exchanges)} ${exchanges === 1 ? 'request' : 'requests'} saved in ${file}`,
    hint: masked + gone,
    undo: false,
  });
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Asks for a file and shows it as a recording. */
export function chooseRecording(store: AppStore): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.har,application/json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void openRecording(store, file);
  });
  input.click();
}

/** Shows an HTTP Archive in place of the live list; what runs goes on. */
export async function openRecording(store: AppStore, file: File): Promise<void> {
  const isBrowser = store.getState().live.capabilities.shell !== 'desktop';
  if (isBrowser && file.size > MOST_IN_BROWSER) {
    showToast(store, {
      level: 'error',
      text: `${file.name} is too large for a browser (${Math.round(file.size / 1_000_000)} MB)`,
      hint: 'Up to 3.5 MB can be shown here; the desktop window takes up to 128 MB.',
      undo: false,
    });
    return;
  }
  const read = await runCommand(store, 'har.import', { text: await file.text() });
  if (!read.ok) return;
  const { creator, exchanges } = read.value;
  // Two exchanges of one id (files that were joined) could not be told apart.
  const rows = exchanges.map((detail, index) => ({ ...detail, id: index + 1 }));
  store.setUi({
    screen: 'live',
    recording: {
      fileName: file.name,
      creator,
      log: logOf(rows),
      details: new Map(rows.map((detail) => [detail.id, detail])),
    },
    selectedExchangeId: null,
    selectedSessionId: null,
    filterText: '',
    filterDraft: '',
    following: false,
  });
}

/** Back to what happens now. */
export function closeRecording(store: AppStore): void {
  store.setUi({
    recording: null,
    selectedExchangeId: null,
    filterText: '',
    filterDraft: '',
    following: true,
  });
}
