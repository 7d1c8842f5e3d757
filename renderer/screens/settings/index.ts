import { SlidersHorizontal } from 'lucide-react';
import { lazyPart } from '../lazy-part.tsx';
import type { ScreenDefinition } from '../screen.ts';

/** How this window looks, its keys, and what it is. */
export const settingsScreen: ScreenDefinition = {
  id: 'settings',
  label: 'Settings',
  icon: SlidersHorizontal,
  shortcut: 'mod+,',
  place: 'bottom',
  Component: lazyPart(async () => (await import('./SettingsScreen.tsx')).SettingsScreen),
};
