import { Activity } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { LiveScreen } from './LiveScreen.tsx';

/** Topology, traffic, and why each request went where it went. */
export const liveScreen: ScreenDefinition = {
  id: 'live',
  label: 'Live',
  icon: Activity,
  shortcut: '1',
  place: 'top',
  Component: LiveScreen,
};
