import { Download, Wrench } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../store/app-store.ts';
import { mendProject } from './apply-mend.ts';
import { selectConfigScreen } from './config-state.ts';
import { saveExport } from './save-export.ts';

const EXPORT: Action = {
  id: 'export.save',
  group: 'Project',
  label: 'Save the Apache configuration…',
  keywords: 'export httpd.conf download',
  icon: Download,
  isEnabled: (state) => state.config.project.balancers.length > 0,
  perform: (store) => saveExport(store),
};

const firstMend = (state: AppState) =>
  selectConfigScreen(state).findings.find(({ mend }) => mend !== null)?.mend ?? null;

const MEND: Action = {
  id: 'lint.mend',
  group: 'Project',
  label: 'Mend the first lint',
  keywords: 'fix repair quick check',
  icon: Wrench,
  shortcut: 'mod+.',
  isEnabled: (state) => firstMend(state) !== null,
  async perform(store) {
    const mend = firstMend(store.getState());
    if (mend !== null) await mendProject(store, mend);
  },
};

/** What can be done with the configuration from anywhere. */
export function configActions(_state: AppState): readonly Action[] {
  return [EXPORT, MEND];
}
