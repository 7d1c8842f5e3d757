import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton.tsx';
import { useFocusReturn } from './use-focus-return.ts';

interface DialogProps {
  readonly title: string;
  /** One line under the title; null when the title says it all. */
  readonly description: ReactNode | null;
  readonly width?: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** It is there to be read: what scrolls takes the keys itself, as nothing in it does. */
  readonly isText?: boolean;
  /** Buttons at the bottom, the main one last. */
  readonly footer?: ReactNode;
}

/** The first field has the focus; without one the dialog itself, rather than its cross. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  const field = dialog.querySelector<HTMLElement>('input, select, textarea');
  (field ?? dialog).focus();
}

/** A dialog over everything: the focus stays inside, Escape and the cross close it. */
export function Dialog(props: DialogProps) {
  const { title, description, width = 560, onClose, children, footer } = props;
  const focus = useFocusReturn();
  return (
    <RadixDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.overlay} />
        <RadixDialog.Content
          className={styles.dialog}
          style={{ width }}
          onOpenAutoFocus={(event) => {
            focus.remember();
            focusFirstField(event);
          }}
          onCloseAutoFocus={focus.onCloseAutoFocus}
          {...(description === null ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.header}>
            <div className="grow">
              <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
              {description !== null && (
                <RadixDialog.Description className={styles.description}>
                  {description}
                </RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close asChild>
              <IconButton label="Close">
                <X size={14} />
              </IconButton>
            </RadixDialog.Close>
          </header>
          {props.isText === true ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <section className={styles.body} tabIndex={0} aria-label={title}>
              {children}
            </section>
          ) : (
            <div className={styles.body}>{children}</div>
          )}
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
