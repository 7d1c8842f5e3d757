import { CircleAlert, FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import type { Trouble } from '../../../core/contract/index.ts';
import { shortcutLabel } from '../../actions/shortcut.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import type { ImportText } from './ImportDialog.tsx';
import styles from './ImportSource.module.css';
import { readDropped, readFile } from './read-file.ts';

interface ImportSourceProps {
  readonly source: ImportText;
  readonly trouble: Trouble | null;
  readonly isReading: boolean;
  readonly onChange: (source: ImportText) => void;
  readonly onReview: () => void;
  readonly onClose: () => void;
}

/** The first step: a configuration, pasted, chosen or dropped. */
export function ImportSource({ source, trouble, isReading, onChange, onReview, onClose }: ImportSourceProps) {
  const store = useAppStore();
  const id = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [unread, setUnread] = useState<string | null>(null);
  const canReview = source.text.trim() !== '' && !isReading;
  const take = (reading: Promise<ImportText | string>) =>
    void reading.then((read) => {
      if (typeof read === 'string') return setUnread(read);
      setUnread(null);
      onChange(read);
    });
  const onDrop = (event: DragEvent) => {
    setOver(false);
    const reading = readDropped(event.dataTransfer);
    if (reading === null) return;
    event.preventDefault();
    take(reading);
  };
  return (
    <Dialog
      title="Import a configuration"
      description="Of Apache, HAProxy or nginx: paste it, choose its file, or drop it here. Nothing changes before you have seen what was made of it."
      width={760}
      onClose={onClose}
      footer={
        <>
          <span className="grow muted">Include lines are listed, not followed.</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!canReview}
            shortcut={shortcutLabel('mod+enter', store.api.platform)}
            onClick={onReview}
          >
            {isReading ? 'Reading…' : 'Review'}
          </Button>
        </>
      }
    >
      <div className={styles.source}>
        <div className="row">
          <label htmlFor={id} className="grow">
            {source.fileName === null ? 'Configuration' : `Configuration from ${source.fileName}`}
          </label>
          <Button size="small" icon={<FileUp size={12} />} onClick={() => chooser.current?.click()}>
            Choose a file…
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label="Configuration file"
            onChange={(event) => {
              const file = event.target.files?.[0];
              // Choosing the same file again is a change, too.
              event.target.value = '';
              if (file !== undefined) take(readFile(file));
            }}
          />
        </div>
        <textarea
          id={id}
          className={`${styles.area} mono`}
          data-over={isOver}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          placeholder={EXAMPLE}
          value={source.text}
          onChange={(event) => onChange({ text: event.target.value, fileName: null })}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes('Files')) return;
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (canReview) onReview();
          }}
        />
        {(trouble !== null || unread !== null) && (
          <Note tone="err" icon={<CircleAlert size={14} />}>
            <b>{unread ?? `${trouble?.message}.`}</b> {unread === null && trouble?.hint}
          </Note>
        )}
      </div>
    </Dialog>
  );
}

const EXAMPLE = `<Proxy balancer://lb>
    BalancerMember http://127.0.0.1:13001 route=1
    BalancerMember http://127.0.0.1:13002 route=2
</Proxy>
ProxyPass / balancer://lb/ stickysession=ROUTEID`;
