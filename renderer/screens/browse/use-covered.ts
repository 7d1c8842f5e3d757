import { useEffect, useState } from 'react';
import { useApp } from '../../store/store-context.tsx';

/**
 * Whether something lies over the screen: the palette, a dialog, a menu. Menus and dialogs are drawn as children of
 * the body, wherever their button is, so watching those sees the ones of the title bar as well.
 */
export function useCovered(): boolean {
  const overlay = useApp((state) => state.ui.overlay !== null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const look = () =>
      setOpen(document.querySelector('body > * [role="menu"], body > [role="dialog"]') !== null);
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true });
    look();
    return () => observer.disconnect();
  }, []);
  return overlay || isOpen;
}
