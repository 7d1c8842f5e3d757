import { FileDown, FileUp } from 'lucide-react';
import { chooseRecording, exportHar } from '../screens/live/traffic/har-files.ts';
import type { Action } from './action.ts';

/** What one does with the traffic as a whole, whichever screen is shown. */
export const TRAFFIC_ACTIONS: readonly Action[] = [
  {
    id: 'har.export',
    group: 'Traffic',
    label: 'Export the traffic as HAR…',
    keywords: 'save archive recording masked',
    icon: FileDown,
    isEnabled: ({ live, ui }) => live.exchanges.length > 0 && ui.recording === null,
    perform: (store) => exportHar(store, store.getState().live.exchanges, false),
  },
  {
    id: 'har.open',
    group: 'Traffic',
    label: 'Open a HAR to look at…',
    keywords: 'import archive recording',
    icon: FileUp,
    perform: chooseRecording,
  },
];
