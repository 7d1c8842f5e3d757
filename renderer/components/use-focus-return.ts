import { useRef } from 'react';

/** What a Radix dialog is given so that the focus goes back to where it was. */
export interface FocusReturn {
  /** To be called as the dialog opens, before it takes the focus. */
  readonly remember: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/**
 * Gives the focus back when a dialog closes: nothing of ours is a Radix trigger, so Radix would leave it at the page, and the
 * next Tab would start from the top. What the dialog's own action gave the focus to keeps it.
 */
export function useFocusReturn(): FocusReturn {
  const before = useRef<Element | null>(null);
  return {
    remember: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      const isNobodys = document.activeElement === null || document.activeElement === document.body;
      if (isNobodys && before.current instanceof HTMLElement && before.current.isConnected)
        before.current.focus();
    },
  };
}
