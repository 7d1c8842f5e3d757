import { Check, CircleAlert, TriangleAlert } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { type Problem, parseProjectText, renderProject, type Trouble } from '../../../core/contract/index.ts';
import { shortcutLabel } from '../../actions/shortcut.ts';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { plural } from '../../format/numbers.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { applyProject } from './apply-project.ts';
import styles from './FileEditor.module.css';
import { placeOfPath } from './place-of-path.ts';

/** The project as its file says it: every problem with its place, applied when there is none. */
export function FileEditor() {
  const store = useAppStore();
  const project = useApp((state) => state.config.project);
  const current = useMemo(() => renderProject(project), [project]);
  const [typed, setTyped] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  /** What the file was when somebody began to type. */
  const [base, setBase] = useState(current);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const text = typed ?? current;
  const parsed = useMemo(() => parseProjectText(text), [text]);
  const problems: readonly Problem[] = parsed.ok ? (trouble?.problems ?? []) : parsed.error;
  const isChanged = typed !== null && typed !== current;
  const movedOn = isChanged && base !== current;
  const canApply = isChanged && parsed.ok;

  const apply = async () => {
    if (!canApply) return;
    const failed = await applyProject(store, parsed.value);
    setTrouble(failed);
    if (failed === null) setTyped(null);
  };
  const revert = () => {
    setTyped(null);
    setTrouble(null);
  };
  const show = (problem: Problem) => {
    const offset = placeOfPath(text, problem);
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset);
    const line = text.slice(0, offset).split('\n').length;
    if (area.current !== null) area.current.scrollTop = Math.max(0, (line - 6) * LINE_HEIGHT);
  };

  return (
    <div className={styles.editor}>
      <div className={styles.file}>
        <div ref={gutter} className={styles.gutter} aria-hidden="true">
          {text.split('\n').map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its name
            <span key={index}>{index + 1}</span>
          ))}
        </div>
        <textarea
          ref={area}
          className={styles.area}
          aria-label="The project file"
          aria-invalid={problems.length > 0}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          value={text}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onChange={(event) => {
            if (typed === null) setBase(current);
            setTyped(event.target.value);
            setTrouble(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void apply();
          }}
        />
      </div>
      <footer className={styles.foot} aria-live="polite">
        {problems.map((problem) => (
          <button
            key={problem.path + problem.message}
            type="button"
            className={styles.problem}
            onClick={() => show(problem)}
          >
            <CircleAlert size={13} className="err" aria-hidden="true" />
            <span>
              <code>{problem.path}</code> {problem.message}. <span className="muted">{problem.hint}</span>
            </span>
          </button>
        ))}
        {trouble !== null && trouble.problems === undefined && (
          <Note tone="err" icon={<CircleAlert size={14} />}>
            <b>{trouble.message}.</b> {trouble.hint}
          </Note>
        )}
        {movedOn && (
          <Note tone="warn" icon={<TriangleAlert size={14} />}>
            The project was changed elsewhere since you began to type; applying this puts your text in its
            place.
          </Note>
        )}
        <div className="row">
          <span className="grow row muted">
            {problems.length > 0 ? (
              `${plural(problems.length, 'problem')} to mend before it can be applied`
            ) : isChanged ? (
              'Valid, not applied yet'
            ) : (
              <>
                <Check size={13} className="ok" aria-hidden="true" />
                As it is applied
              </>
            )}
          </span>
          <Button disabled={!isChanged} onClick={revert}>
            Take back
          </Button>
          <Button
            variant="primary"
            disabled={!canApply}
            shortcut={shortcutLabel('mod+enter', store.api.platform)}
            onClick={() => void apply()}
          >
            Apply
          </Button>
        </div>
      </footer>
    </div>
  );
}

/** In pixels, as in FileEditor.module.css. */
const LINE_HEIGHT = 18;
