import { FileCog } from 'lucide-react';
import type { ScreenDefinition } from '../screen.ts';
import { ConfigScreen } from './ConfigScreen.tsx';
import { ConfigStatus } from './ConfigStatus.tsx';
import { LintCount } from './LintCount.tsx';

/** The model beside the configuration that it means. */
export const configScreen: ScreenDefinition = {
  id: 'config',
  label: 'Config',
  icon: FileCog,
  shortcut: '5',
  place: 'top',
  Component: ConfigScreen,
  Status: ConfigStatus,
  Count: LintCount,
};
