import { Columns3 } from 'lucide-react';
import { lazyPart } from '../lazy-part.tsx';
import type { ScreenDefinition } from '../screen.ts';

/** Users side by side, each with a cookie jar of their own. */
export const browseScreen: ScreenDefinition = {
  id: 'browse',
  label: 'Browse',
  icon: Columns3,
  shortcut: '3',
  place: 'top',
  Component: lazyPart(async () => (await import('./BrowseScreen.tsx')).BrowseScreen),
  Status: lazyPart(async () => (await import('./BrowseStatus.tsx')).BrowseStatus),
  docksMessages: true,
};
