import { FlaskConical } from 'lucide-react';
import { lazyPart } from '../lazy-part.tsx';
import type { ScreenDefinition } from '../screen.ts';

/** Virtual users and a failure script: who would lose what; and one request to every member. */
export const rehearseScreen: ScreenDefinition = {
  id: 'rehearse',
  label: 'Rehearse',
  icon: FlaskConical,
  shortcut: '4',
  place: 'top',
  Component: lazyPart(async () => (await import('./RehearseScreen.tsx')).RehearseScreen),
  Status: lazyPart(async () => (await import('./RehearseStatus.tsx')).RehearseStatus),
};
