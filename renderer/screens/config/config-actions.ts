import {
  Columns3,
  Download,
  FileInput,
  GitCompare,
  ListChecks,
  type LucideIcon,
  Send,
  Wrench,
} from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../store/app-store.ts';
import { type ConfigTool, selectConfigScreen, setConfigScreen } from './config-state.ts';
import { openImport } from './open-import.ts';
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

const IMPORT: Action = {
  id: 'config.import',
  group: 'Project',
  label: 'Import a configuration…',
  keywords: 'httpd.conf paste open load',
  icon: FileInput,
  perform: (store) => openImport(store),
};

/** Shows one of the tools below the export. */
const tool = (id: string, label: string, keywords: string, icon: LucideIcon, tool: ConfigTool): Action => ({
  id,
  group: 'Project',
  label,
  keywords,
  icon,
  isEnabled: (state) => state.config.project.sites.length > 0,
  perform(store) {
    setConfigScreen(store, { tool, toolOpen: true });
    store.setUi({ screen: 'config' });
  },
});

const TOOLS: readonly Action[] = [
  tool('lint.show', 'Show the lints', 'check problems warnings', ListChecks, 'lints'),
  tool('parity.show', 'Compare with a real Apache', 'parity prove httpd same', GitCompare, 'parity'),
  tool(
    'compare.show',
    'Compare the servers that it exports to',
    'haproxy nginx caddy traefik differences',
    Columns3,
    'compare',
  ),
  tool('fetch.show', 'Fetch a page once and see its headers', 'wget curl set-cookie test', Send, 'fetch'),
];

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
    if (mend === null) return;
    // It checks what it made against the schema of projects, which the first window is drawn without.
    const { mendProject } = await import('./apply-mend.ts');
    await mendProject(store, mend);
  },
};

/** What can be done with the configuration from anywhere. */
export function configActions(_state: AppState): readonly Action[] {
  return [EXPORT, IMPORT, MEND, ...TOOLS];
}
