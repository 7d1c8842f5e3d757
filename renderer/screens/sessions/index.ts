import { ChartGantt } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { SessionsScreen } from './SessionsScreen.tsx';

/** A lane for each session: which route it was on, and when it moved. */
export const sessionsScreen: ScreenDefinition = {
  id: 'sessions',
  label: 'Sessions',
  icon: ChartGantt,
  shortcut: '2',
  place: 'top',
  Component: SessionsScreen,
};
