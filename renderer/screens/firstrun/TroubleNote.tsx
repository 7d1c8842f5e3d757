import { CircleAlert } from 'lucide-react';
import type { Trouble } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { capitalised } from '../../format/capitalised.ts';
import styles from './TroubleNote.module.css';

interface TroubleNoteProps {
  readonly trouble: Trouble;
  /** An address that is free, when another one was taken. */
  readonly freeListen: string | null;
  readonly onListen: (listen: string) => void;
}

/** Why it didn't start, and the next step. */
export function TroubleNote({ trouble, freeListen, onListen }: TroubleNoteProps) {
  const problems = trouble.problems ?? [];
  return (
    <div className={styles.note} role="alert">
      <Note
        tone="err"
        icon={<CircleAlert size={14} />}
        action={
          freeListen === null ? undefined : (
            <Button size="small" onClick={() => onListen(freeListen)}>
              Listen on {freeListen}
            </Button>
          )
        }
      >
        <b>{sentence(trouble.message)}</b> {trouble.hint}
        {problems.map((problem) => (
          <p key={problem.path + problem.message}>
            <code>{problem.path}</code> {problem.message}. {problem.hint}
          </p>
        ))}
      </Note>
    </div>
  );
}

function sentence(text: string): string {
  const upper = capitalised(text);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
