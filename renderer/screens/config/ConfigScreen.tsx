import { FileInput, Undo2 } from 'lucide-react';
import { useActionButton } from '../../app/use-action-button.ts';
import { Button } from '../../components/Button.tsx';
import { Pane, PaneHead } from '../../components/Pane.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './ConfigScreen.module.css';
import { selectConfigScreen, setConfigScreen } from './config-state.ts';
import { ExportPane } from './ExportPane.tsx';
import { EditProvider } from './edit-context.ts';
import { FileEditor } from './FileEditor.tsx';
import { ModelForm } from './ModelForm.tsx';
import { importDropped, openImport } from './open-import.ts';
import { Tools } from './Tools.tsx';
import { useProjectEdit } from './use-project-edit.ts';

/** The model at the left, the configuration that it means at the right, line by line. */
export function ConfigScreen() {
  const store = useAppStore();
  const { view, toolWide } = useApp(selectConfigScreen);
  const undoLabel = useApp((state) => state.config.undo);
  const undo = useActionButton('project.undo');
  const edit = useProjectEdit();
  return (
    <EditProvider value={edit}>
      <main
        className={styles.screen}
        data-wide={toolWide || undefined}
        aria-label="Config"
        onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDrop={(event) => importDropped(store, event)}
      >
        <Pane label="Model" edge="right">
          <PaneHead>
            <h1>Model</h1>
            <span className="grow" />
            {undoLabel !== null && (
              <Button
                variant="ghost"
                className={styles.undo}
                icon={<Undo2 size={13} />}
                shortcut={undo.shortcut}
                title={`Undo ${undoLabel}`}
                onClick={undo.perform}
              >
                <span className="ell">Undo {undoLabel}</span>
              </Button>
            )}
            <Segmented
              label="How the model is edited"
              value={view}
              options={[
                { value: 'form', label: 'Form' },
                { value: 'file', label: 'File' },
              ]}
              onChange={(next) => setConfigScreen(store, { view: next })}
            />
            <Button size="small" icon={<FileInput size={12} />} onClick={() => openImport(store)}>
              Import…
            </Button>
          </PaneHead>
          {view === 'form' ? <ModelForm /> : <FileEditor />}
        </Pane>
        <div className={styles.right}>
          <ExportPane />
          <Tools />
        </div>
      </main>
    </EditProvider>
  );
}
