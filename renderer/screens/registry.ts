import { browseScreen } from './browse/index.ts';
import { configScreen } from './config/index.ts';
import { firstRunScreen } from './firstrun/index.ts';
import { liveScreen } from './live/index.ts';
import { rehearseScreen } from './rehearse/index.ts';
import type { ScreenDefinition } from './screen.ts';
import { sessionsScreen } from './sessions/index.ts';
import { settingsScreen } from './settings/index.ts';

/** The screens that exist, in the order of the rail. What isn't here is nowhere: no dead entries. */
export const SCREENS: readonly ScreenDefinition[] = [
  liveScreen,
  sessionsScreen,
  browseScreen,
  rehearseScreen,
  configScreen,
  settingsScreen,
];

/** Stands in place of every other screen while the project has no members; null: Live's own empty state. */
export const FIRST_RUN: ScreenDefinition | null = firstRunScreen;
