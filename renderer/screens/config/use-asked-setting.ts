import { type RefObject, useEffect } from 'react';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { selectConfigScreen, setConfigScreen } from './config-state.ts';
import { nearestPath } from './nearest-path.ts';

/** Brings the field of a setting that was asked for into view and gives it the focus, which lights its lines. */
export function useAskedSetting(form: RefObject<HTMLElement | null>): void {
  const store = useAppStore();
  const { asked } = useApp(selectConfigScreen);
  useEffect(() => {
    if (asked === null || form.current === null) return;
    // Done once: coming back to the screen asks for nothing.
    setConfigScreen(store, { asked: null });
    const fields = new Map<string, HTMLElement>();
    for (const element of form.current.querySelectorAll<HTMLElement>('[data-path]')) {
      const path = element.dataset.path;
      if (path !== undefined && !fields.has(path)) fields.set(path, element);
    }
    const field = fields.get(nearestPath([...fields.keys()], asked.path) ?? '');
    if (field === undefined) return;
    const target = field.matches('input') ? field : field.querySelector<HTMLElement>('input, select, button');
    target?.focus();
    field.scrollIntoView({ block: 'nearest' });
  }, [asked, form, store]);
}
