import type { ListeningPort, Trouble } from '../../../core/contract/index.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';

/** The last look at this machine's ports; the table and the status bar both tell of it. */
export interface ScanState {
  readonly ports: readonly ListeningPort[] | null;
  readonly freePort: number;
  readonly atMs: number;
  readonly isScanning: boolean;
  readonly trouble: Trouble | null;
}

const KEY = 'first-run';
const INITIAL: ScanState = { ports: null, freePort: 8080, atMs: 0, isScanning: false, trouble: null };

export function selectScan(state: AppState): ScanState {
  return (state.ui.perScreen[KEY] as ScanState | undefined) ?? INITIAL;
}

/** Looks again which ports listen and what answers there. One look at a time. */
export async function scan(store: AppStore): Promise<ScanState> {
  const before = selectScan(store.getState());
  if (before.isScanning) return before;
  keep(store, { ...before, isScanning: true, trouble: null });
  const result = await store.api.execute('port.scan', {});
  const after: ScanState = result.ok
    ? { ...result.value, atMs: Date.now(), isScanning: false, trouble: null }
    : { ...before, ports: before.ports ?? [], isScanning: false, trouble: result.error };
  keep(store, after);
  return after;
}

function keep(store: AppStore, scanned: ScanState): void {
  store.setUi(({ perScreen }) => ({ perScreen: { ...perScreen, [KEY]: scanned } }));
}
