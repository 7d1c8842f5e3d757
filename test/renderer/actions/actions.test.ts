import { describe, expect, test } from 'vitest';
import { MENU_ACTIONS } from '../../../core/contract/index.ts';
import type { Action } from '../../../renderer/actions/action.ts';
import { APP_ACTIONS } from '../../../renderer/actions/app-actions.ts';
import { matchActions } from '../../../renderer/actions/match.ts';
import { memberActions } from '../../../renderer/actions/member-actions.ts';
import { type KeyPress, shortcutLabel, shortcutOf } from '../../../renderer/actions/shortcut.ts';
import { UPKEEP_ACTIONS } from '../../../renderer/actions/upkeep-actions.ts';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { configActions } from '../../../renderer/screens/config/config-actions.ts';
import { INITIAL_CORE_STATE, stateOfSnapshot } from '../../../renderer/store/live-state.ts';
import { INITIAL_UI_STATE } from '../../../renderer/store/ui-state.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('keys', () => {
  test.each([
    [press('k', { ctrlKey: true }), 'linux', 'mod+k'],
    [press('k', { metaKey: true }), 'darwin', 'mod+k'],
    [press('k', { ctrlKey: true }), 'darwin', 'meta+k'],
    [press('?', { shiftKey: true }), 'linux', '?'],
    [press('R', { shiftKey: true }), 'linux', 'shift+r'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'linux', 'mod+shift+z'],
    [press(' '), 'linux', 'space'],
    [press('Delete'), 'linux', 'delete'],
  ])('%j on %s is %s', (pressed, platform, shortcut) => {
    expect(shortcutOf(pressed, platform)).toBe(shortcut);
  });

  test.each([
    ['mod+k', 'linux', 'Ctrl K'],
    ['mod+k', 'darwin', '⌘ K'],
    ['shift+r', 'linux', 'R'],
    ['mod+shift+z', 'linux', 'Ctrl Shift Z'],
    ['n', 'linux', 'n'],
    ['delete', 'linux', 'Del'],
  ])('%s on %s reads %s', (shortcut, platform, label) => {
    expect(shortcutLabel(shortcut, platform)).toBe(label);
  });
});

describe('the palette', () => {
  const action = (label: string, more: Partial<Action> = {}): Action => ({
    id: label,
    group: 'Project',
    label,
    perform: () => {},
    ...more,
  });
  const actions = [
    action('Drain A', { detail: '127.0.0.1:13001' }),
    action('Drain B', { detail: '127.0.0.1:13002' }),
    action('Open project…', { keywords: 'file' }),
    action('Theme: dark'),
    action('Secret', { hidden: true }),
  ];
  const labels = (text: string) => matchActions(actions, text).map(({ label }) => label);

  test.each([
    ['', ['Drain A', 'Drain B', 'Open project…', 'Theme: dark']],
    ['drain b', ['Drain B']],
    ['13002', ['Drain B']],
    ['dark', ['Theme: dark']],
    ['opj', ['Open project…']],
    ['file', ['Open project…']],
    ['secret', []],
    ['zzz', []],
  ])('%j finds %j', (text, found) => {
    expect(labels(text)).toEqual(found);
  });
});

describe('actions', () => {
  const state = {
    ...stateOfSnapshot(storySnapshot(1_700_000_000_000), INITIAL_CORE_STATE),
    ui: INITIAL_UI_STATE,
  };

  test('ids and shortcuts are unique', () => {
    const all = [...APP_ACTIONS, ...memberActions(state), ...configActions(state)];
    const shortcuts = all.flatMap(({ shortcut }) => (shortcut === undefined ? [] : [shortcut]));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });

  test('everything that the native menu sends is offered, screens apart', () => {
    const ids = new Set([...APP_ACTIONS, ...configActions(state), ...UPKEEP_ACTIONS].map(({ id }) => id));
    const missing = MENU_ACTIONS.filter((id) => !/^(screen|settings)\./.test(id) && !ids.has(id));
    expect(missing).toEqual([]);
  });

  test('a key acts on the selected member and on no other', () => {
    const selectedMember = { balancer: 'lb', member: 'http://127.0.0.1:13002' };
    const keyed = memberActions({ ...state, ui: { ...state.ui, selectedMember } }).filter(
      ({ shortcut, id }) => shortcut !== undefined && !id.startsWith('member.add'),
    );
    expect(keyed.map(({ shortcut }) => shortcut).sort()).toEqual(['d', 'delete', 'm', 't', 'x']);
    expect(keyed.every(({ id }) => id.endsWith(':13002'))).toBe(true);
  });

  test('only a member in error can be retried', () => {
    const enabled = memberActions(state)
      .filter(({ id }) => id.startsWith('member.retry:'))
      .map(({ isEnabled }) => isEnabled?.(state));
    expect(enabled).toEqual([false, true, false, false]);
  });
});
