import { Plus } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { MiddleText } from '../../components/MiddleText.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { memberName } from '../../format/member-name.ts';
import { identityAt } from '../../theme/route-identity.ts';
import styles from './PortTable.module.css';
import { answerWords, type Candidate, type CandidateGroup, commandsOf, urlFromText } from './plan.ts';

interface PortTableProps {
  readonly groups: readonly CandidateGroup[];
  readonly typed: readonly Candidate[];
  readonly chosen: ReadonlySet<string>;
  /** The chosen URLs in the order of their routes. */
  readonly members: readonly string[];
  readonly isLooking: boolean;
  readonly onToggle: (url: string) => void;
  readonly onAdd: (url: string) => void;
}

/** What listens here, look-alikes together, and a line for what doesn't listen here. */
export function PortTable({ groups, typed, chosen, members, isLooking, onToggle, onAdd }: PortTableProps) {
  const table = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const boxes = [...(table.current?.querySelectorAll<HTMLInputElement>('input') ?? [])];
    const index = boxes.indexOf(document.activeElement as HTMLInputElement);
    boxes[Math.min(boxes.length - 1, Math.max(0, index + step))]?.focus();
    event.preventDefault();
  };
  const commands = useMemo(() => commandsOf(groups), [groups]);
  const row = (candidate: Candidate) => (
    <PortRow
      key={candidate.url}
      candidate={candidate}
      commands={commands}
      isChosen={chosen.has(candidate.url)}
      index={members.indexOf(candidate.url)}
      onToggle={() => onToggle(candidate.url)}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the boxes inside
    <div ref={table} className={styles.table} onKeyDown={onKeyDown}>
      <div className={`${styles.row} ${styles.head}`} aria-hidden="true">
        <span />
        <span>Port</span>
        <span>Process</span>
        <span>Command</span>
        <span>Answers</span>
        <span>Session cookie</span>
        <span>Route</span>
      </div>
      {isLooking &&
        [0, 1, 2, 3].map((line) => <div key={line} className={`${styles.row} ${styles.ghost}`} />)}
      <div className={styles.scroll}>
        {groups.map((group) => (
          <div
            key={group.tag ?? ''}
            role="group"
            aria-label={group.tag === null ? 'Ports' : 'Look like one application'}
          >
            {(group.tag !== null || groups.length > 1) && (
              <div className={styles.group}>
                <b>{group.tag === null ? 'Others' : 'Look like one application'}</b>
                <span className="muted">{group.reason}</span>
              </div>
            )}
            {group.candidates.map(row)}
          </div>
        ))}
        {typed.map(row)}
      </div>
      <AddLine onAdd={onAdd} />
    </div>
  );
}

interface PortRowProps {
  readonly candidate: Candidate;
  /** Of all rows: what tells this one from them stays in sight. */
  readonly commands: readonly string[];
  readonly isChosen: boolean;
  /** Its place among the chosen, from 0; -1 when it isn't. */
  readonly index: number;
  readonly onToggle: () => void;
}

function PortRow({ candidate: { url, port }, commands, isChosen, index, onToggle }: PortRowProps) {
  const about = useId();
  const answer = port?.answer ?? null;
  return (
    <label className={`${styles.row} ${isChosen ? styles.chosen : ''}`}>
      <input
        type="checkbox"
        className={styles.box}
        checked={isChosen}
        onChange={onToggle}
        aria-label={url}
        aria-describedby={port === null ? undefined : `${about}command ${about}answer`}
      />
      {port === null ? (
        <>
          <span className={`mono strong ell ${styles.url}`}>{memberName(url)}</span>
          <span className="muted">added by you</span>
          <span />
        </>
      ) : (
        <>
          <span className="mono strong">{port.port}</span>
          <span className="strong ell">{port.process ?? '–'}</span>
          <MiddleText
            id={`${about}command`}
            text={port.command ?? ''}
            others={commands}
            className={`mono muted ${styles.command}`}
          />
          <span
            id={`${about}answer`}
            className={`ell ${styles.answer}`}
            title={answer === null ? undefined : answerWords(answer)}
          >
            {answer === null ? '' : answerWords(answer)}
          </span>
          <span className={`mono ell ${answer?.sessionCookie == null ? 'muted' : styles.answer}`}>
            {answer?.sessionCookie ?? 'none seen'}
          </span>
        </>
      )}
      <span>{index >= 0 && <RouteChip identity={identityAt(index)} route={String(index + 1)} />}</span>
    </label>
  );
}

function AddLine({ onAdd }: { readonly onAdd: (url: string) => void }) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const add = () => {
    const url = urlFromText(text);
    setWrong(url === undefined);
    if (url === undefined) return;
    setText('');
    onAdd(url);
  };
  return (
    <div className={styles.add}>
      <Plus size={13} className="muted" aria-hidden="true" />
      <input
        className={`${styles.field} mono`}
        aria-label="Another port, host or URL"
        aria-invalid={isWrong}
        placeholder="Another port, host or URL"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          // An empty line lets Enter balance.
          if (event.key !== 'Enter' || text.trim() === '') return;
          event.preventDefault();
          add();
        }}
        onBlur={() => text.trim() !== '' && add()}
      />
      {isWrong && (
        <span className="err" role="alert">
          Not a port, host or URL. Write 13005, app.local:8080 or http://127.0.0.1:13005.
        </span>
      )}
    </div>
  );
}
