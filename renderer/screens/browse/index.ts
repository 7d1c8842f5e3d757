import { Columns3 } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { BrowseScreen } from './BrowseScreen.tsx';
import { BrowseStatus } from './BrowseStatus.tsx';

/** Users side by side, each with a cookie jar of their own. */
export const browseScreen: ScreenDefinition = {
  id: 'browse',
  label: 'Browse',
  icon: Columns3,
  shortcut: '3',
  place: 'top',
  Component: BrowseScreen,
  Status: BrowseStatus,
  docksMessages: true,
};
