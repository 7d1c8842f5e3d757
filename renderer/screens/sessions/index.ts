import { ChartGantt } from 'lucide-react';
import { lazyPart } from '../lazy-part.tsx';
import type { ScreenDefinition } from '../screen.ts';

/** A lane for each session: which route it was on, and when it moved. */
export const sessionsScreen: ScreenDefinition = {
  id: 'sessions',
  label: 'Sessions',
  icon: ChartGantt,
  shortcut: '2',
  place: 'top',
  Component: lazyPart(async () => (await import('./SessionsScreen.tsx')).SessionsScreen),
};
