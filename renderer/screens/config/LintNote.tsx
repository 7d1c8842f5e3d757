import { CircleAlert, Info, TriangleAlert, Wrench } from 'lucide-react';
import type { Finding, LintSeverity } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Tag } from '../../components/Tag.tsx';
import styles from './LintNote.module.css';

const LOOKS = {
  error: { tone: 'err', Icon: CircleAlert },
  warning: { tone: 'warn', Icon: TriangleAlert },
  hint: { tone: 'neutral', Icon: Info },
} as const satisfies Record<LintSeverity, unknown>;

interface LintNoteProps {
  readonly finding: Finding;
  /** The setting in words; null where its place says it already. */
  readonly setting: string | null;
  /** Shows the setting; absent where it is in sight. */
  readonly onShow?: () => void;
  readonly onMend: () => void;
}

/** One finding: what is wrong, what users and logs will show, and the change that mends it. */
export function LintNote({ finding, setting, onShow, onMend }: LintNoteProps) {
  const { message, symptom, logCode, advice, mend, severity } = finding;
  const { tone, Icon } = LOOKS[severity];
  return (
    <Note
      tone={tone}
      icon={<Icon size={14} role="img" aria-label={severity} />}
      action={
        mend !== null && (
          <Button
            size="small"
            className={styles.mend}
            icon={<Wrench size={12} />}
            onClick={onMend}
            title={mend.label}
          >
            <span className="ell">{mend.label}</span>
          </Button>
        )
      }
    >
      <div className={`${styles.words} selectable`}>
        {setting !== null && (
          <button type="button" className={`${styles.setting} mono`} onClick={onShow}>
            {setting}
          </button>
        )}
        <p>
          <b>{message}</b> {symptom} {logCode !== null && <Tag>{logCode}</Tag>}
        </p>
        {mend === null && <p className={styles.advice}>{advice}</p>}
      </div>
    </Note>
  );
}
