import { TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { ImportedLine, ImportNote } from '../../../core/contract/index.ts';
import { tokensOfLine } from './highlight-apache.ts';
import styles from './ImportTextView.module.css';
import { isTrouble } from './import-draft.ts';

interface ImportTextViewProps {
  readonly text: string;
  readonly noted: ReadonlyMap<number, readonly ImportNote[]>;
  readonly understood: readonly ImportedLine[];
  /** The line that the pointer or the focus is at, here or among the notes; counted from 1. */
  readonly line: number | null;
  readonly onLine: (line: number) => void;
}

/** The configuration as it was given: what was understood, what has a note, which setting a line became. */
export function ImportTextView({ text, noted, understood, line, onLine }: ImportTextViewProps) {
  const area = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.replace(/\r?\n$/, '').split(/\r?\n/), [text]);
  const paths = useMemo(() => new Map(understood.map((one) => [one.line, one.path])), [understood]);
  useEffect(() => {
    area.current?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [line]);
  return (
    <div
      ref={area}
      className={`${styles.text} selectable`}
      role="region"
      aria-label="The configuration as it was given"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {lines.map((words, index) => {
        const number = index + 1;
        const notes = noted.get(number) ?? [];
        const path = paths.get(number);
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its name
            key={index}
            className={styles.line}
            data-line={number}
            data-lit={number === line}
            data-noted={notes.length > 0}
            title={notes[0]?.message ?? path ?? undefined}
            onPointerEnter={() => notes.length > 0 && onLine(number)}
          >
            <span className={styles.number}>{number}</span>
            <span className={styles.mark}>
              {notes.some(isTrouble) && <TriangleAlert size={11} role="img" aria-label="has a warning" />}
            </span>
            <code>
              {tokensOfLine(words).map((token, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: words of one line have no other name than their place
                <span key={place} className={styles[token.kind]}>
                  {token.text}
                </span>
              ))}
              {words === '' && ' '}
            </code>
          </div>
        );
      })}
    </div>
  );
}
