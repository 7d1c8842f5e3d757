import { Unlink } from 'lucide-react';
import { Button } from '../../../components/Button.tsx';
import { Note } from '../../../components/Note.tsx';
import { duration } from '../../../format/numbers.ts';
import type { Loss } from './loss.ts';

interface LossNoteProps {
  readonly loss: Loss;
  readonly onShowExchange: (id: number) => void;
}

/** That the session of an exchange was lost, with it or soon after it. */
export function LossNote({ loss, onShowExchange }: LossNoteProps) {
  return (
    <Note
      tone="err"
      icon={<Unlink size={14} />}
      action={
        loss.laterMs > 0 && (
          <Button size="small" onClick={() => onShowExchange(loss.exchangeId)}>
            Show it
          </Button>
        )
      }
    >
      <b className="strong">
        {loss.laterMs === 0 ? 'Session lost here.' : `Session lost ${duration(loss.laterMs)} later.`}
      </b>{' '}
      <code>{loss.cookie}</code> was replaced or cleared: what the session held stayed with the member before.
    </Note>
  );
}
