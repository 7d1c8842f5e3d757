import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import type { MenuAction } from '../../../core/contract/index.ts';
import { appMenuTemplate } from '../../../electron/menu/app-menu.ts';
import type { Action } from '../../../renderer/actions/action.ts';
import { APP_ACTIONS } from '../../../renderer/actions/app-actions.ts';
import { TRAFFIC_ACTIONS } from '../../../renderer/actions/traffic-actions.ts';
import { UPKEEP_ACTIONS } from '../../../renderer/actions/upkeep-actions.ts';
import { screenActions } from '../../../renderer/app/screen-actions.ts';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { userActions } from '../../../renderer/screens/browse/browse-actions.ts';
import { configActions } from '../../../renderer/screens/config/config-actions.ts';
import { rehearseActions } from '../../../renderer/screens/rehearse/rehearse-actions.ts';
import { replayActions } from '../../../renderer/screens/replay/replay-actions.ts';
import { INITIAL_CORE_STATE, stateOfSnapshot } from '../../../renderer/store/live-state.ts';
import { INITIAL_UI_STATE } from '../../../renderer/store/ui-state.ts';

const STATE = {
  ...stateOfSnapshot(storySnapshot(1_700_000_000_000), INITIAL_CORE_STATE),
  ui: INITIAL_UI_STATE,
};

/** Everything that can be done whichever screen is shown, but for what is about one member, session or user. */
const ACTIONS: readonly Action[] = [
  ...screenActions(STATE),
  ...APP_ACTIONS,
  ...UPKEEP_ACTIONS,
  ...TRAFFIC_ACTIONS,
  ...configActions(STATE),
  ...rehearseActions(STATE),
  ...replayActions(),
  ...userActions(STATE),
].filter(({ id }) => !id.includes(':'));

/** Their keys belong to the text field that has the focus first: the same menu offers its own Undo and Redo. */
const WITHOUT_ACCELERATOR = ['project.undo', 'project.redo'];

function itemsOf(isMac: boolean): ReadonlyMap<MenuAction, MenuItemConstructorOptions> {
  const found = new Map<MenuAction, MenuItemConstructorOptions>();
  let clicked: MenuAction | null = null;
  const collect = (list: readonly MenuItemConstructorOptions[]) => {
    for (const item of list) {
      if (Array.isArray(item.submenu)) collect(item.submenu);
      clicked = null;
      (item.click as (() => void) | undefined)?.();
      if (clicked !== null) found.set(clicked, item);
    }
  };
  const act = (action: MenuAction) => {
    clicked = action;
  };
  collect(appMenuTemplate({ isMac, isDevelopment: false, recent: [], act }));
  return found;
}

/** `mod+shift+s` as Electron writes it: `CmdOrCtrl+Shift+S`. */
function acceleratorOf(shortcut: string): string {
  const words: Readonly<Record<string, string>> = { mod: 'CmdOrCtrl', shift: 'Shift', enter: 'Enter' };
  return shortcut
    .split('+')
    .map((part) => words[part] ?? part.toUpperCase())
    .join('+');
}

describe('native menu and palette', () => {
  test('hold the same actions', () => {
    const inPalette = ACTIONS.map(({ id }) => id).sort();
    expect([...itemsOf(false).keys()].sort()).toEqual(inPalette);
  });

  test.each(ACTIONS.map((action) => [action.id, action] as const))(
    '%s has the same key in both',
    (id, action) => {
      const item = itemsOf(false).get(id as MenuAction);
      const key = action.alias ?? action.shortcut;
      const expected = key === undefined || WITHOUT_ACCELERATOR.includes(id) ? undefined : acceleratorOf(key);
      expect(item?.accelerator).toBe(expected);
    },
  );

  test('on macOS, where every accelerator is registered, no plain letter is one', () => {
    for (const { accelerator } of itemsOf(true).values())
      expect(accelerator ?? 'CmdOrCtrl').toMatch(/^CmdOrCtrl/);
  });
});
