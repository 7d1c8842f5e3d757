import { Stethoscope } from 'lucide-react';
import type { TrafficFinding } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { plural } from '../../format/numbers.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { applyRemedy } from './apply-remedy.ts';
import { FindingItem } from './FindingItem.tsx';
import styles from './Findings.module.css';
import { groupsOf } from './finding-groups.ts';

interface FindingsDialogProps {
  readonly onClose: () => void;
}

/** What the detectors found in the traffic: sentence, evidence, what to do. */
export function FindingsDialog({ onClose }: FindingsDialogProps) {
  const store = useAppStore();
  const view = useApp((state) => state.live.findings);
  const { open, muted, closed } = groupsOf(view);
  const show = (selectedExchangeId: number) =>
    store.setUi({
      overlay: null,
      screen: 'live',
      selectedExchangeId,
      detailTab: 'why',
      following: false,
      filterText: '',
      filterDraft: '',
    });
  const itemFor = (finding: TrafficFinding) => (
    <li key={finding.id}>
      <FindingItem
        finding={finding}
        onShow={show}
        onRemedy={() => void applyRemedy(store, finding)}
        onMute={() => void runCommand(store, 'finding.mute', { findingId: finding.id, on: !finding.isMuted })}
      />
    </li>
  );
  return (
    <Dialog
      title="Findings"
      description="What is wrong with stickiness, as the traffic of this run shows it."
      width={760}
      onClose={onClose}
    >
      {open.length + muted.length + closed.length === 0 ? (
        <EmptyState icon={<Stethoscope size={22} />} title="Nothing is wrong so far">
          Every request is looked at for sessions that bounce, cookies that browsers refuse, members that stay
          empty and eleven other things. What is found appears here, with the requests that show it.
        </EmptyState>
      ) : (
        <div className={styles.groups}>
          {open.length === 0 ? (
            <p className="muted">Nothing is wrong now.</p>
          ) : (
            <ul className={styles.list} aria-label="Open findings">
              {open.map(itemFor)}
            </ul>
          )}
          {view.untold > 0 && (
            <p className="muted">{plural(view.untold, 'further finding')} left out: two hundred are open.</p>
          )}
          {muted.length > 0 && (
            <details className={styles.more}>
              <summary>{plural(muted.length, 'muted finding')}</summary>
              <ul className={styles.list} aria-label="Muted findings">
                {muted.map(itemFor)}
              </ul>
            </details>
          )}
          {closed.length > 0 && (
            <details className={styles.more}>
              <summary>
                {plural(closed.length, 'finding')} that {closed.length === 1 ? 'is' : 'are'} gone
              </summary>
              <ul className={styles.list} aria-label="Findings that are gone">
                {closed.map(itemFor)}
              </ul>
            </details>
          )}
        </div>
      )}
    </Dialog>
  );
}
