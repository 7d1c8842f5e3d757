import type { LucideIcon } from 'lucide-react';
import type { AppState, AppStore } from '../store/app-store.ts';

/** Groups of the palette and the key sheet, in the order shown. */
export const ACTION_GROUPS = [
  'Go to',
  'Traffic',
  'Members',
  'Users and sessions',
  'Rehearsal',
  'Project',
  'Window',
] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/**
 * Something a person can do, once: buttons, keys, native menus, the palette and the key sheet share it
 * (STYLE.md §9.7).
 */
export interface Action {
  /** `noun.verb`; what the native menu sends. */
  readonly id: string;
  readonly group: ActionGroup;
  readonly label: string;
  /** A quieter text in the palette, such as a member's state. */
  readonly detail?: string;
  /** Further words that the palette finds it by. */
  readonly keywords?: string;
  readonly icon?: LucideIcon;
  /** Such as `mod+k`, `shift+r`, `/`; `mod` is ⌘ on a Mac and Ctrl elsewhere (shortcut.ts). */
  readonly shortcut?: string;
  /** A second one, with Ctrl or ⌘: works from text fields and embedded pages, too, and stands in the native menu. */
  readonly alias?: string;
  /** Absent: always. What can't be done now is shown greyed and does nothing. */
  readonly isEnabled?: (state: AppState) => boolean;
  readonly perform: (store: AppStore) => void | Promise<void>;
  /** Left out of the palette: too many, or only of use with a key. */
  readonly hidden?: boolean;
}

/** Runs an action if it can be done now. */
export function performAction(action: Action, store: AppStore): void {
  if (action.isEnabled?.(store.getState()) === false) return;
  void action.perform(store);
}
