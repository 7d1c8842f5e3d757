import { Ban, CircleAlert, CircleCheck, FolderSearch, GitCompare, Square, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ParitySummary } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Note } from '../../components/Note.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { duration } from '../../format/numbers.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { selectConfigScreen } from './config-state.ts';
import { countRows, filterRows, type ParityFilter, parityVerdict } from './join-parity.ts';
import { ParityTable } from './ParityTable.tsx';
import styles from './ParityTool.module.css';
import { settingWords } from './setting-words.ts';
import { useParity } from './use-parity.ts';

const ICONS = { ok: CircleCheck, warn: TriangleAlert, err: CircleAlert } as const;

/** A real Apache runs the export beside us and both get the same requests: where they agree, and where not. */
export function ParityTool() {
  const store = useAppStore();
  const { comparedRevision } = useApp(selectConfigScreen);
  const revision = useApp((state) => state.config.revision);
  const isDesktop = useApp((state) => state.live.capabilities.shell === 'desktop');
  const { view, trouble, isStarting, start, cancel, forgetTrouble } = useParity();
  const [filter, setFilter] = useState<ParityFilter>('all');
  const [recorded, setRecorded] = useState(false);
  const isRunning = view?.state === 'running';
  const verdict = view === null ? null : parityVerdict(view);
  const isOld = view !== null && !isRunning && comparedRevision !== null && comparedRevision !== revision;
  const Icon = verdict === null ? null : ICONS[verdict.tone];
  const choose = async () => {
    const chosen = await runCommand(store, 'parity.choose-apache', {});
    if (chosen.ok && chosen.value !== null) forgetTrouble();
  };
  const chooseButton = isDesktop && (
    <Button size="small" icon={<FolderSearch size={12} />} onClick={() => void choose()}>
      Choose Apache…
    </Button>
  );
  return (
    <div className={styles.tool}>
      <div className={styles.head}>
        <p className={styles.verdict} role="status">
          {Icon !== null && verdict !== null && (
            <>
              <Icon size={14} className={verdict.tone} aria-hidden="true" />
              <b>{verdict.text}</b>
            </>
          )}
          {isRunning && <b>{`Comparing: ${view.done} of ${view.total || '…'} requests`}</b>}
          {isOld && <Tag tone="warn">before the last edit</Tag>}
        </p>
        <span className={styles.controls}>
          {isRunning ? (
            <Button size="small" icon={<Square size={11} />} onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <>
              <span className="row">
                <Switch label="Recorded traffic too" checked={recorded} onChange={setRecorded} />
                <span className="muted">Recorded traffic too</span>
              </span>
              {trouble === null && chooseButton}
              <Button
                size="small"
                variant="primary"
                icon={<GitCompare size={12} />}
                disabled={isStarting}
                onClick={() => start(recorded)}
              >
                {isStarting ? 'Starting…' : view === null ? 'Compare with Apache' : 'Compare again'}
              </Button>
            </>
          )}
        </span>
      </div>
      {isRunning && (
        <progress
          className={styles.progress}
          aria-label="Requests compared"
          max={Math.max(1, view.total)}
          value={view.done}
        />
      )}
      {trouble !== null && (
        <div className={styles.note}>
          <Note tone="err" icon={<Ban size={14} />} action={chooseButton}>
            <b>Not compared: {trouble.message}.</b> {trouble.hint}
          </Note>
        </div>
      )}
      {view?.trouble?.hint !== undefined && <p className={styles.note}>{view.trouble.hint}</p>}
      {view === null ? (
        trouble === null && (
          <EmptyState icon={<GitCompare size={18} />} title="Nothing was compared yet">
            The export is run by a real Apache on spare ports, beside this project. Both get the same
            requests, which stand-ins answer: your members are not asked.
          </EmptyState>
        )
      ) : (
        <>
          {view.summary !== null && <Omissions summary={view.summary} />}
          <div className={styles.filter}>
            <Segmented
              label="Rows shown"
              value={filter}
              options={[
                { value: 'all', label: `All ${countRows(view.rows, 'all')}` },
                { value: 'different', label: `Different ${countRows(view.rows, 'different')}` },
                { value: 'not-compared', label: `Not compared ${countRows(view.rows, 'not-compared')}` },
              ]}
              onChange={setFilter}
            />
          </div>
          <ParityTable
            key={`${view.id} ${filter}`}
            rows={filterRows(view.rows, filter)}
            isRunning={isRunning}
          />
        </>
      )}
    </div>
  );
}

/** What a run says nothing about, and why. */
function Omissions({ summary }: { readonly summary: ParitySummary }) {
  const project = useApp((state) => state.config.project);
  const { notCompared, apache, backends, seed, durationMs } = summary;
  return (
    <div className={`${styles.omissions} selectable`}>
      <p className="muted">
        {`${apache.program}, ${backends === 'real' ? 'your own members' : 'stand-ins for your members'}, seed ${seed}, took ${duration(durationMs)}. In the table * says that the route changed.`}
      </p>
      {notCompared.length > 0 && (
        <details>
          <summary>{`Not compared: ${notCompared.length}`}</summary>
          <ul>
            {notCompared.map(({ path, what, because }) => (
              <li key={`${path} ${what}`}>
                {path !== null && <span className="mono muted">{settingWords(project, path)}: </span>}
                {what}: {because}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
