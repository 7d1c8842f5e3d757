import { FlaskConical, FolderOpen, Play, Save, Square } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { PaneHead } from '../../components/Pane.tsx';
import { duration } from '../../format/numbers.ts';
import { clockSeconds } from '../../format/times.ts';
import { selectHasMembers } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { BroadcastPane } from './BroadcastPane.tsx';
import { readRehearsal } from './files.ts';
import { JourneyDialog } from './JourneyDialog.tsx';
import { RehearsalResults } from './RehearsalResults.tsx';
import styles from './RehearseScreen.module.css';
import { selectRehearse, setRehearse } from './rehearse-state.ts';
import { ScriptLanes } from './ScriptLanes.tsx';
import { SetupBar } from './SetupBar.tsx';
import { StepDialog } from './StepDialog.tsx';
import { useAsked } from './use-asked.ts';
import { shortPlace, useSiteMembers } from './use-members.ts';
import { type RehearsalRunner, useRehearsal } from './use-rehearsal.ts';
import { useRehearseAction } from './use-rehearse-action.ts';

/** Names up to so many characters stand whole in a narrow column: `:13001`. */
const LONG = 8;

/** Virtual users, a script that takes members away, and the verdict; at the right one request to every member. */
export function RehearseScreen() {
  const store = useAppStore();
  const state = useApp(selectRehearse);
  const hasMembers = useApp(selectHasMembers);
  const runner = useRehearsal();
  const { draft, dialog, runCount } = state;
  useFirstDraft();
  const hasLongNames = useSiteMembers(draft ?? {}).some(({ url }) => shortPlace(url).length > LONG);
  const run = () => draft !== null && runner.view?.state !== 'running' && runner.start(draft);
  useAsked('run', runCount, run);
  if (!hasMembers) {
    return (
      <main className={styles.nobody} aria-label="Rehearse">
        <EmptyState icon={<FlaskConical size={18} />} title="Nobody to rehearse with">
          Add a member under Live or Config: a rehearsal needs somebody to lose.
        </EmptyState>
      </main>
    );
  }
  return (
    <main
      className={styles.screen}
      aria-label="Rehearse"
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => {
        const [file] = event.dataTransfer.files;
        if (file === undefined) return;
        event.preventDefault();
        void readRehearsal(store, file);
      }}
    >
      <section className={styles.main} aria-label="Rehearsal" data-long={hasLongNames || undefined}>
        <Head runner={runner} onRun={run} />
        {draft !== null && (
          <div className={styles.body}>
            <SetupBar draft={draft} />
            <ScriptLanes draft={draft} view={runner.view} />
            <RehearsalResults runner={runner} draft={draft} />
          </div>
        )}
      </section>
      <BroadcastPane />
      {draft !== null && dialog === 'journey' && (
        <JourneyDialog draft={draft} onClose={() => setRehearse(store, { dialog: null })} />
      )}
      {draft !== null && dialog !== null && dialog !== 'journey' && (
        <StepDialog draft={draft} index={dialog.step} onClose={() => setRehearse(store, { dialog: null })} />
      )}
    </main>
  );
}

interface HeadProps {
  readonly runner: RehearsalRunner;
  readonly onRun: () => void;
}

function Head({ runner, onRun }: HeadProps) {
  const { draft, fileName } = useApp(selectRehearse);
  const runButton = useRehearseAction('rehearsal.run');
  const open = useRehearseAction('rehearsal.open');
  const save = useRehearseAction('rehearsal.save');
  const { view, isStarting } = runner;
  const isRunning = view?.state === 'running';
  return (
    <PaneHead>
      <h1>Rehearse</h1>
      <span className="muted ell">{fileName ?? draft?.name}</span>
      <span className="grow" />
      {view !== null && !isRunning && <span className={`muted ell ${styles.ended}`}>{endedWords(view)}</span>}
      <IconButton label="Open a rehearsal…" onClick={open.perform}>
        <FolderOpen size={14} />
      </IconButton>
      <Button icon={<Save size={13} />} onClick={save.perform} disabled={draft === null}>
        Save
      </Button>
      {isRunning ? (
        <Button icon={<Square size={11} />} onClick={runner.cancel}>
          Cancel
        </Button>
      ) : (
        <Button
          variant="primary"
          icon={<Play size={13} />}
          shortcut={runButton.shortcut}
          disabled={draft === null || isStarting}
          onClick={onRun}
        >
          {isStarting ? 'Starting…' : view === null ? 'Run' : 'Run again'}
        </Button>
      )}
    </PaneHead>
  );
}

function endedWords(view: NonNullable<RehearsalRunner['view']>): string {
  const at = clockSeconds(view.startedAtMs + view.elapsedMs);
  const word = view.state === 'cancelled' ? 'Cancelled' : view.state === 'failed' ? 'Failed' : 'Finished';
  return `${word} ${at}, ${duration(view.elapsedMs)}, seed ${view.seed}`;
}

/** The first ready-made rehearsal that fits is set up when the screen is opened for the first time. */
function useFirstDraft(): void {
  const store = useAppStore();
  const isConnected = useApp((state) => state.ui.connection === 'connected');
  const hasDraft = useApp((state) => selectRehearse(state).draft !== null);
  const hasMembers = useApp(selectHasMembers);
  useEffect(() => {
    if (!isConnected || hasDraft || !hasMembers) return;
    // Nobody asked for it, so nobody is told that it failed: the screen stays empty, as it is.
    void store.api.execute('rehearsal.scenarios', {}).then((result) => {
      if (!result.ok || selectRehearse(store.getState()).draft !== null) return;
      const first = result.value.scenarios.find(({ unfit }) => unfit === null);
      if (first !== undefined) setRehearse(store, { draft: first.rehearsal, scenarioId: first.id });
    });
  }, [store, isConnected, hasDraft, hasMembers]);
}
