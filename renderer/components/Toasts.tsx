import { Check, CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Toast } from '../store/ui-state.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';

interface ToastsProps {
  readonly toasts: readonly Toast[];
  readonly undoShortcut: string;
  /** In a line of their own below the screen instead of over it: native pages would cover what floats. */
  readonly isDocked: boolean;
  readonly onUndo: (id: number) => void;
  readonly onClose: (id: number) => void;
}

const ICONS: Readonly<Record<Toast['level'], ReactNode>> = {
  info: <Info size={14} />,
  ok: <Check size={14} />,
  warn: <TriangleAlert size={14} />,
  error: <CircleAlert size={14} />,
};

/** Short words at the bottom on what somebody just did, the newest last. */
export function Toasts({ toasts, undoShortcut, isDocked, onUndo, onClose }: ToastsProps) {
  return (
    <section className={isDocked ? styles.docked : styles.toasts} aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={styles.toast}>
          <span className={`${styles.icon} ${styles[toast.level]}`}>{ICONS[toast.level]}</span>
          <div className={styles.text}>
            {toast.text}
            {toast.hint !== null && <div className="muted">{toast.hint}</div>}
          </div>
          {toast.undo && (
            <Button size="small" shortcut={undoShortcut} onClick={() => onUndo(toast.id)}>
              Undo
            </Button>
          )}
          <IconButton label="Close this message" onClick={() => onClose(toast.id)}>
            <X size={13} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
