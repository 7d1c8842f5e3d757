import { Stethoscope } from 'lucide-react';
import { useMemo } from 'react';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './Findings.module.css';
import { countWords, groupsOf } from './finding-groups.ts';

/** How many sicknesses the traffic shows now, in the status bar of every screen; nothing while there are none. */
export function FindingsCount() {
  const store = useAppStore();
  const view = useApp((state) => state.live.findings);
  const open = useMemo(() => groupsOf(view).open, [view]);
  if (open.length === 0) return null;
  const worst = open[0]?.severity;
  return (
    <button
      type="button"
      className={styles.count}
      data-tone={worst === 'error' ? 'err' : worst === 'warning' ? 'warn' : 'neutral'}
      title={open[0]?.sentence}
      onClick={() => store.setUi({ overlay: { kind: 'findings' } })}
    >
      <Stethoscope size={12} aria-hidden="true" />
      {countWords(open)}
    </button>
  );
}
