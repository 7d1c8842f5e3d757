import { CircleAlert, Download, ExternalLink } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { MiddleText } from '../../components/MiddleText.tsx';
import { Note } from '../../components/Note.tsx';
import { Pane } from '../../components/Pane.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TabBar } from '../../components/TabBar.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { selectConfigScreen, setConfigScreen } from './config-state.ts';
import { ExportCode } from './ExportCode.tsx';
import { ExportNotes } from './ExportNotes.tsx';
import styles from './ExportPane.module.css';
import { EXPORT_SERVERS, serverOf } from './export-formats.ts';
import { saveExport } from './save-export.ts';
import { useExport } from './use-export.ts';

/** The configuration for the model, for one of several servers: each line knows the setting that made it. */
export function ExportPane() {
  const store = useAppStore();
  const { format, comments } = useApp(selectConfigScreen);
  const hasFiles = useApp((state) => state.live.capabilities.files);
  const view = useExport();
  const { rendered, trouble } = view;
  const server = serverOf(format);
  const buttons = rendered !== null && (
    <div className={styles.buttons}>
      {server.forms.length > 1 && (
        <Segmented
          label={`Version of ${server.name}`}
          value={format}
          options={server.forms}
          onChange={(next) => setConfigScreen(store, { format: next })}
        />
      )}
      <CopyButton text={rendered.text} label="Copy the configuration" words="Copy" />
      <Button size="small" icon={<Download size={12} />} onClick={() => void saveExport(store)}>
        Save
      </Button>
      {hasFiles && (
        <Button
          size="small"
          icon={<ExternalLink size={12} />}
          title="Save, and open the file in the system’s editor"
          onClick={() => void saveExport(store, true)}
        >
          Open
        </Button>
      )}
    </div>
  );
  const about = rendered !== null && (
    <div className={styles.about}>
      <MiddleText text={rendered.fileName} className="mono muted" />
      <Switch
        label="Comments in the configuration"
        checked={comments}
        onChange={(on) => setConfigScreen(store, { comments: on })}
      />
      <span className="muted">Comments</span>
    </div>
  );
  return (
    <Pane label={`${server.name} export`}>
      <TabBar
        label="Server"
        className={styles.targets}
        value={server.name}
        tabs={EXPORT_SERVERS.map(({ name }) => ({ value: name, label: name }))}
        onChange={(next) => {
          const first = EXPORT_SERVERS.find(({ name }) => name === next)?.forms[0];
          if (first !== undefined) setConfigScreen(store, { format: first.value });
        }}
        end={buttons}
      >
        {trouble !== null && (
          <div className={styles.notes}>
            <Note tone="err" icon={<CircleAlert size={14} />}>
              <b>The export could not be made: {trouble.message}.</b> {trouble.hint}
            </Note>
          </div>
        )}
        <ExportCode view={view} about={about} />
        {rendered !== null && <ExportNotes rendered={rendered} server={server.name} />}
      </TabBar>
    </Pane>
  );
}
