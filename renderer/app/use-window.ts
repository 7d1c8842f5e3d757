import { useEffect, useRef } from 'react';
import { type Action, performAction } from '../actions/action.ts';
import { useActionRegistry } from '../actions/action-registry.tsx';
import { showToast } from '../actions/run-command.ts';
import { shortcutOf } from '../actions/shortcut.ts';
import { loadParts } from '../screens/lazy-part.tsx';
import type { Notice } from '../store/live-state.ts';
import { useApp, useAppStore } from '../store/store-context.tsx';
import { watchInputMode } from '../theme/input-mode.ts';
import { applyMotion, readMotion } from '../theme/motion.ts';
import { applyTheme, readDensity, readThemeChoice } from '../theme/theme-choice.ts';

/** Keeps `<html>` in step with theme and density, and reads at the start what was chosen the last time. */
export function useAppearance(): void {
  const store = useAppStore();
  const theme = useApp((state) => state.ui.theme);
  const density = useApp((state) => state.ui.density);
  const motion = useApp((state) => state.ui.motion);
  const shell = useApp((state) => state.live.capabilities.shell);
  const projectFile = useApp((state) => state.config.projectFile);
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => applyMotion(motion), [motion]);
  useEffect(watchInputMode, []);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  useEffect(() => {
    if (shell !== 'desktop') {
      store.setUi({
        theme: readThemeChoice(localStorage.getItem('routepin-theme')),
        density: readDensity(localStorage.getItem('routepin-density')),
        motion: readMotion(localStorage.getItem('routepin-motion')),
      });
      return;
    }
    // Asked again when another file is opened or saved: the list of recent projects has changed then.
    void projectFile;
    void store.api.execute('shell.get', {}).then((result) => {
      if (!result.ok) return;
      const { settings, recent, keptUsers } = result.value;
      store.setUi({
        theme: readThemeChoice(settings.theme),
        density: readDensity(settings.density),
        motion: readMotion(settings.motion),
        recent,
        keptUsers,
      });
    });
  }, [shell, projectFile, store]);
}

/** Notes when the window first showed what is (`npm run bench:ui` reads it), and reads then what it was opened without. */
export function useStart(): void {
  const ready = useApp((state) => state.live.ready);
  useEffect(() => {
    if (!ready) return;
    // Drawn is what a frame had when its tasks are over.
    const frame = requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark('routepin:usable');
        requestIdleCallback(() => void loadParts());
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [ready]);
}

/** Runs actions by key and from the native menu. */
export function useActionKeys(): void {
  const store = useAppStore();
  const registry = useActionRegistry();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const shortcut = shortcutOf(event, store.api.platform);
      const state = store.getState();
      // Plain letters belong to the text field or menu that has the focus; so does everything under an overlay.
      const alone = !shortcut.startsWith('mod+');
      const isCovered = state.ui.overlay !== null && state.ui.overlay.kind !== 'add-member';
      if (alone && (isTyping(event.target) || isCovered)) return;
      const action = registry.findKeyed(
        state,
        (candidate) => hasShortcut(candidate, shortcut) && candidate.isEnabled?.(state) !== false,
      );
      if (action === undefined) return;
      event.preventDefault();
      performAction(action, store);
    };
    window.addEventListener('keydown', onKeyDown);
    const removeMenu = store.api.onMenu((id) => {
      const action = registry.all(store.getState()).find((candidate) => candidate.id === id);
      if (action !== undefined) performAction(action, store);
    });
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      removeMenu();
    };
  }, [store, registry]);
}

/** Shows what the core raises on its own as a message. */
export function useNotices(): void {
  const store = useAppStore();
  const notices = useApp((state) => state.live.notices);
  const shown = useRef<readonly Notice[]>([]);
  useEffect(() => {
    // By identity: a restarted core numbers its events anew.
    const due = notices.filter((notice) => !shown.current.includes(notice));
    shown.current = notices;
    for (const { level, text, hint } of due) showToast(store, { level, text, hint, undo: false });
  }, [notices, store]);
}

function hasShortcut({ shortcut, alias }: Action, pressed: string): boolean {
  return shortcut === pressed || alias === pressed;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="menu"]') !== null;
}
