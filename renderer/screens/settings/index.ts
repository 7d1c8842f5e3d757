import { SlidersHorizontal } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { SettingsScreen } from './SettingsScreen.tsx';

/** How this window looks, its keys, and what it is. */
export const settingsScreen: ScreenDefinition = {
  id: 'settings',
  label: 'Settings',
  icon: SlidersHorizontal,
  shortcut: 'mod+,',
  place: 'bottom',
  Component: SettingsScreen,
};
