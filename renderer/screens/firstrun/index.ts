import { Radar } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { FirstRunScreen } from './FirstRunScreen.tsx';
import { FirstRunStatus } from './FirstRunStatus.tsx';

/** What stands in place of the screens while nothing is balanced: which ports run the application? */
export const firstRunScreen: ScreenDefinition = {
  id: 'first-run',
  label: 'First run',
  icon: Radar,
  shortcut: '1',
  place: 'top',
  Component: FirstRunScreen,
  Status: FirstRunStatus,
};
