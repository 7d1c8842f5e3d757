import { Download } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../store/app-store.ts';
import { saveExport } from './save-export.ts';

const EXPORT: Action = {
  id: 'export.save',
  group: 'Project',
  label: 'Save the Apache configuration…',
  keywords: 'export httpd conf download',
  icon: Download,
  isEnabled: (state) => state.config.project.balancers.length > 0,
  perform: saveExport,
};

/** What can be done with the configuration from anywhere. */
export function configActions(_state: AppState): readonly Action[] {
  return [EXPORT];
}
