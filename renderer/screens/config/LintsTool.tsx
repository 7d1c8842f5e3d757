import { Check } from 'lucide-react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { mendProject } from './apply-mend.ts';
import { askForSetting, selectConfigScreen } from './config-state.ts';
import { findingKey } from './findings.ts';
import { LintNote } from './LintNote.tsx';
import styles from './LintsTool.module.css';
import { settingWords } from './setting-words.ts';

/** Every finding of the live project; a click leads to its field and its line. */
export function LintsTool() {
  const store = useAppStore();
  const { findings } = useApp(selectConfigScreen);
  const project = useApp((state) => state.config.project);
  if (findings.length === 0) {
    return (
      <EmptyState icon={<Check size={18} />} title="No lints">
        Nothing in this project is known to do anything else than what it says. Each edit is looked at anew.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list} aria-label="Lints">
      {findings.map((finding) => (
        <li key={findingKey(finding)}>
          <LintNote
            finding={finding}
            setting={finding.path === null ? null : settingWords(project, finding.path)}
            onShow={() => finding.path !== null && askForSetting(store, finding.path)}
            onMend={() => finding.mend !== null && void mendProject(store, finding.mend)}
          />
        </li>
      ))}
    </ul>
  );
}
