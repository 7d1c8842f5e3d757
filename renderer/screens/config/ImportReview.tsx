import { Check, CircleAlert, Info, TriangleAlert, Wrench } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Finding, ImportedProject, ImportNote, Trouble } from '../../../core/contract/index.ts';
import { runCommand, showToast } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Switch } from '../../components/Switch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { selectHasMembers } from '../../store/selectors.ts';
import { useAppStore } from '../../store/store-context.tsx';
import { applyProject } from './apply-project.ts';
import { countWords } from './findings.ts';
import type { ImportText } from './ImportDialog.tsx';
import { ImportedProjectView } from './ImportedProjectView.tsx';
import styles from './ImportReview.module.css';
import { ImportTextView } from './ImportTextView.tsx';
import {
  draftOf,
  foundWords,
  isTrouble,
  notedLines,
  onThisMachine,
  severityOf,
  wideListens,
} from './import-draft.ts';

interface ImportReviewProps {
  readonly source: ImportText;
  readonly imported: ImportedProject;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** The second step: what was found, what was not, beside the text; mends are chosen before anything is applied. */
export function ImportReview({ source, imported, onBack, onClose }: ImportReviewProps) {
  const store = useAppStore();
  const [chosen, setChosen] = useState<ReadonlySet<ImportNote>>(new Set());
  const [isLocal, setLocal] = useState(true);
  const [line, setLine] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isApplying, setApplying] = useState(false);
  const { project: drafted, unfit } = useMemo(() => draftOf(imported, chosen), [imported, chosen]);
  const wide = wideListens(drafted);
  const project = useMemo(() => (isLocal ? onThisMachine(drafted) : drafted), [isLocal, drafted]);
  const findings = useDraftFindings(project);
  const noted = useMemo(() => notedLines(imported.notes), [imported]);
  const isEmpty = project.balancers.length === 0 && project.sites.length === 0;

  const replace = async () => {
    setApplying(true);
    // With a first project its listener opens, as it does with ports chosen by hand (screens/firstrun).
    const isFirst = !selectHasMembers(store.getState());
    const failed = await applyProject(store, project, `Replace the project by ${project.name}`);
    if (failed === null && isFirst && !store.getState().config.balancing) {
      await runCommand(store, 'balancing.set', { on: true });
    }
    setApplying(false);
    setTrouble(failed);
    if (failed !== null) return;
    store.setUi({ screen: 'config' });
    showToast(store, { level: 'ok', text: `Imported: ${foundWords(project)}`, hint: null, undo: true });
    onClose();
  };
  const toggle = (note: ImportNote) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(note)) after.add(note);
      return after;
    });
  return (
    <Dialog
      title="What was made of it"
      description={`${foundWords(project)}${source.fileName === null ? '' : `, from ${source.fileName}`}; ${
        findings === null ? 'looking for lints…' : lintWords(findings)
      }`}
      width={1080}
      onClose={onClose}
      footer={
        <>
          <span className="grow muted">Replaces the project that is open; Undo brings it back.</span>
          <Button onClick={onBack}>Back to the text</Button>
          <Button variant="primary" disabled={isEmpty || isApplying} onClick={() => void replace()}>
            {isApplying ? 'Replacing…' : 'Replace the project'}
          </Button>
        </>
      }
    >
      <div className={styles.review}>
        <ImportTextView
          text={source.text}
          noted={noted}
          understood={imported.understood}
          line={line}
          onLine={setLine}
        />
        <div className={styles.found}>
          {trouble !== null && (
            <Note tone="err" icon={<CircleAlert size={14} />}>
              <b>Not applied: {trouble.message}.</b> {trouble.problems?.[0]?.message ?? trouble.hint}
            </Note>
          )}
          {isEmpty && (
            <Note tone="warn" icon={<TriangleAlert size={14} />}>
              <b>Nothing in it balances.</b> A project needs a ProxyPass, or a balancer with members.
            </Note>
          )}
          {wide.length > 0 && (
            <Note
              tone="warn"
              icon={<TriangleAlert size={14} />}
              action={<Switch label="Listen on this machine only" checked={isLocal} onChange={setLocal} />}
            >
              <b>Other machines could reach {wide.join(', ')}.</b>{' '}
              {isLocal ? 'It will listen on 127.0.0.1 instead.' : 'It will listen as written.'}
            </Note>
          )}
          <ImportedProjectView project={project} />
          <section aria-label="What was not taken as it is" className={styles.notes}>
            <h3>
              {imported.notes.length === 0
                ? 'Every line was understood'
                : `${countWords(imported.notes.map((note) => ({ severity: severityOf(note) })))} on the text`}
            </h3>
            {imported.notes.map((note, index) => (
              <NoteLine
                // biome-ignore lint/suspicious/noArrayIndexKey: two notes may say the same of one line
                key={index}
                note={note}
                isChosen={chosen.has(note)}
                isUnfit={unfit.has(note)}
                isLit={note.line === line}
                onLine={setLine}
                onMend={() => toggle(note)}
              />
            ))}
          </section>
        </div>
      </div>
    </Dialog>
  );
}

interface NoteLineProps {
  readonly note: ImportNote;
  readonly isChosen: boolean;
  readonly isUnfit: boolean;
  readonly isLit: boolean;
  readonly onLine: (line: number) => void;
  readonly onMend: () => void;
}

function NoteLine({ note, isChosen, isUnfit, isLit, onLine, onMend }: NoteLineProps) {
  const { mend } = note;
  const Icon = isTrouble(note) ? TriangleAlert : Info;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isLit) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isLit]);
  return (
    <div ref={row} className={styles.note} data-lit={isLit} onPointerEnter={() => onLine(note.line)}>
      <Icon size={13} className={isTrouble(note) && !isChosen ? 'warn' : 'muted'} aria-hidden="true" />
      <div className="grow selectable">
        <p>
          <button type="button" className={styles.line} onClick={() => onLine(note.line)}>
            {`Line ${note.line}`}
          </button>{' '}
          <Tag>{note.kind.replace('-', ' ')}</Tag>
        </p>
        <p>{note.message}.</p>
        <code className={`${styles.text} ell`} title={note.text}>
          {note.text}
        </code>
        {mend !== undefined && (
          <Button
            size="small"
            className={styles.mend}
            icon={isChosen ? <Check size={12} /> : <Wrench size={12} />}
            aria-pressed={isChosen}
            title={mend.label}
            onClick={onMend}
          >
            <span className="ell">{mend.label}</span>
          </Button>
        )}
        {isUnfit && <p className="warn">It does not fit together with another mend that is chosen.</p>}
      </div>
    </div>
  );
}

/** What the lints found in the project, told apart from what is said of lines. */
function lintWords(findings: readonly Finding[]): string {
  return findings.length === 0 ? 'no lints' : `${countWords(findings)} on the project`;
}

/** What the lints will say of the draft; null while they are asked. */
function useDraftFindings(project: ImportedProject['project']): readonly Finding[] | null {
  const store = useAppStore();
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void store.api.execute('project.lint', { project }).then((result) => {
      if (isCurrent) setFindings(result.ok ? result.value.findings : []);
    });
    return () => {
      isCurrent = false;
    };
  }, [project, store]);
  return findings;
}
