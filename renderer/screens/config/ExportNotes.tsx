import { Info, TriangleAlert } from 'lucide-react';
import type { RenderedExport } from '../../../core/contract/index.ts';
import { Note } from '../../components/Note.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import { askForSetting } from './config-state.ts';
import styles from './ExportNotes.module.css';
import { useConfigEdit } from './edit-context.ts';
import { setting } from './setting-note.ts';
import { settingWords } from './setting-words.ts';

interface ExportNotesProps {
  readonly rendered: RenderedExport;
  readonly server: string;
}

/** What the server can't be told, and what it does otherwise, setting by setting; the text says the same where it matters. */
export function ExportNotes({ rendered, server }: ExportNotesProps) {
  const { warnings, differences } = rendered;
  if (warnings.length + differences.length === 0) return null;
  return (
    <div className={styles.notes}>
      {warnings.length > 0 && (
        <Note tone="warn" icon={<TriangleAlert size={14} />}>
          <Said title={`${server} can’t be told ${counted(warnings.length)}`} said={warnings} />
        </Note>
      )}
      {differences.length > 0 && (
        <Note tone="neutral" icon={<Info size={14} />}>
          <Said
            title={`${server} does ${counted(differences.length)} otherwise than Apache`}
            said={differences}
          />
        </Note>
      )}
    </div>
  );
}

function counted(count: number): string {
  return count === 1 ? 'one thing' : `${count} things`;
}

function Said({ title, said }: { readonly title: string; readonly said: readonly string[] }) {
  const store = useAppStore();
  const { project } = useConfigEdit();
  return (
    <details>
      <summary>{title}</summary>
      <ul className={styles.list}>
        {said.map((note) => {
          const { path, message } = setting(note);
          return (
            <li key={note}>
              <button type="button" className={styles.setting} onClick={() => askForSetting(store, path)}>
                {settingWords(project, path)}
              </button>
              : {message}.
            </li>
          );
        })}
      </ul>
    </details>
  );
}
