import type { Action } from '../actions/action.ts';
import { SCREENS } from '../screens/registry.ts';
import type { AppState } from '../store/app-store.ts';

/** "Go to …" for every screen that this window offers. */
export function screenActions(state: AppState): readonly Action[] {
  return SCREENS.filter(({ isOffered }) => isOffered?.(state.live.capabilities) !== false).map((screen) => ({
    // As the native menu names them (MENU_ACTIONS).
    id: screen.id === 'settings' ? 'settings.open' : `screen.${screen.id}`,
    group: 'Go to',
    label: screen.label,
    keywords: 'screen',
    icon: screen.icon,
    shortcut: screen.shortcut,
    ...(screen.shortcut.length === 1 && { alias: `mod+${screen.shortcut}` }),
    perform: (store) => store.setUi({ screen: screen.id }),
  }));
}
