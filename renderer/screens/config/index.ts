import { FileCog } from 'lucide-react';
import { lazyPart } from '../lazy-part.tsx';
import type { ScreenDefinition } from '../screen.ts';
import { LintCount } from './LintCount.tsx';

/** The model beside the configuration that it means. */
export const configScreen: ScreenDefinition = {
  id: 'config',
  label: 'Config',
  icon: FileCog,
  shortcut: '5',
  place: 'top',
  Component: lazyPart(async () => (await import('./ConfigScreen.tsx')).ConfigScreen),
  Status: lazyPart(async () => (await import('./ConfigStatus.tsx')).ConfigStatus),
  Count: LintCount,
};
