import { FlaskConical } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { RehearseScreen } from './RehearseScreen.tsx';
import { RehearseStatus } from './RehearseStatus.tsx';

/** Virtual users and a failure script: who would lose what; and one request to every member. */
export const rehearseScreen: ScreenDefinition = {
  id: 'rehearse',
  label: 'Rehearse',
  icon: FlaskConical,
  shortcut: '4',
  place: 'top',
  Component: RehearseScreen,
  Status: RehearseStatus,
};
