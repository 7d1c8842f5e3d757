import { useState } from 'react';
import type { ImportedProject, Trouble } from '../../../core/contract/index.ts';
import { useAppStore } from '../../store/store-context.tsx';
import { ImportReview } from './ImportReview.tsx';
import { ImportSource } from './ImportSource.tsx';
import { MOST_CHARACTERS } from './import-draft.ts';

/** What is imported: a text, and where it came from; null: it was pasted. */
export interface ImportText {
  readonly text: string;
  readonly fileName: string | null;
}

interface ImportDialogProps {
  readonly given: ImportText;
  readonly onClose: () => void;
}

/** An Apache configuration becomes a project in two steps: the text, then what was made of it. Nothing is applied before. */
export function ImportDialog({ given, onClose }: ImportDialogProps) {
  const store = useAppStore();
  const [source, setSource] = useState(given);
  const [imported, setImported] = useState<ImportedProject | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isReading, setReading] = useState(false);

  const review = async () => {
    if (source.text.length > MOST_CHARACTERS) {
      return setTrouble({
        code: 'bad-params',
        message: 'the text is longer than a million characters',
        hint: 'Import such a configuration on the command line: routepin import FILE.',
      });
    }
    setReading(true);
    const { text, fileName } = source;
    const params = fileName === null ? { text } : { text, fileName: fileName.slice(-255) };
    const result = await store.api.execute('config.import', params);
    setReading(false);
    setTrouble(result.ok ? null : result.error);
    if (result.ok) setImported(result.value);
  };
  return imported === null ? (
    <ImportSource
      source={source}
      trouble={trouble}
      isReading={isReading}
      onChange={(next) => {
        setSource(next);
        setTrouble(null);
      }}
      onReview={() => void review()}
      onClose={onClose}
    />
  ) : (
    <ImportReview source={source} imported={imported} onBack={() => setImported(null)} onClose={onClose} />
  );
}
