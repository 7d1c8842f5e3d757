import { Pin } from 'lucide-react';
import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../../core/contract/index.ts';
import type { Action } from '../../../renderer/actions/action.ts';
import { createActionRegistry } from '../../../renderer/actions/action-registry.tsx';
import { APP_ACTIONS } from '../../../renderer/actions/app-actions.ts';
import { matchActions } from '../../../renderer/actions/match.ts';
import { listRequests, memberActions } from '../../../renderer/actions/member-actions.ts';
import { sessionActions } from '../../../renderer/actions/session-actions.ts';
import { type KeyPress, shortcutLabel, shortcutOf } from '../../../renderer/actions/shortcut.ts';
import type { ApiClient } from '../../../renderer/api/client.ts';
import { memberView, storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { configActions } from '../../../renderer/screens/config/config-actions.ts';
import { createAppStore } from '../../../renderer/store/app-store.ts';
import { INITIAL_CORE_STATE, orderOf, stateOfSnapshot } from '../../../renderer/store/live-state.ts';
import { INITIAL_UI_STATE } from '../../../renderer/store/ui-state.ts';

const NO_COUNTS = { pins: 0, busy: 0, elected: 0, lbstatus: 0 };
const NO_API: ApiClient = {
  execute: () => Promise.reject(new Error('nothing is asked')),
  onSnapshot: () => () => {},
  onBatch: () => () => {},
  onConnection: () => () => {},
  onMenu: () => () => {},
  platform: 'linux',
};

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

describe('the registry', () => {
  const action = (id: string, shortcut?: string): Action => ({
    id,
    group: 'Members',
    label: id,
    icon: Pin,
    perform: () => {},
    ...(shortcut === undefined ? {} : { shortcut }),
  });
  const state = { config: INITIAL_CORE_STATE.config, live: INITIAL_CORE_STATE.live, ui: INITIAL_UI_STATE };

  test('looks for a key in order, until it is found, and never where there is none', () => {
    const registry = createActionRegistry();
    const asked: string[] = [];
    const source = (id: string) => () => {
      asked.push(id);
      return [action(id, 'j')];
    };
    registry.add(source('none'), { keys: false });
    registry.add(() => [action('other', 'k')]);
    registry.add(source('first'));
    registry.add(source('second'));
    expect(registry.findKeyed(state, ({ shortcut }) => shortcut === 'j')?.id).toBe('first');
    expect(asked).toEqual(['first']);
    expect(registry.all(state).map(({ id }) => id)).toEqual(['none', 'other', 'first', 'second']);
  });

  test('no action of a session has a key: the registry is told so (App.tsx)', () => {
    const sessions = sessionActions({
      ...state,
      ...stateOfSnapshot(storySnapshot(1_700_000_000_000), INITIAL_CORE_STATE),
    });
    expect(sessions.length).toBeGreaterThan(0);
    expect(sessions.filter(({ shortcut, alias }) => shortcut !== undefined || alias !== undefined)).toEqual(
      [],
    );
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

  test('a key acts on the selected member and on no other', () => {
    const selectedMember = { balancer: 'lb', member: 'http://127.0.0.1:13002' };
    const keyed = memberActions({ ...state, ui: { ...state.ui, selectedMember } }).filter(
      ({ shortcut, id }) => shortcut !== undefined && !id.startsWith('member.add'),
    );
    expect(keyed.map(({ shortcut }) => shortcut).sort()).toEqual(['d', 'delete', 'l', 'm', 't', 'x']);
    expect(keyed.every(({ id }) => id.endsWith(':13002'))).toBe(true);
  });

  test.each([
    ['by its route', ['1', '2'], 'route:2'],
    ['by its letter where another balancer has the same route', ['1', '2', '2'], 'route:B'],
    ['by its URL where it has none', ['1', ''], 'member:http://127.0.0.1:13002'],
  ])('the requests of a member are listed %s; a second time takes that back', (_, routes, term) => {
    const store = createAppStore(NO_API);
    const members = routes.map(
      (route, index): MemberView => ({
        ...memberView(index + 1, NO_COUNTS, 0),
        balancer: index < 2 ? 'lb' : 'other',
        route,
      }),
    );
    const balancers = ['lb', 'other'].map((name) => ({
      name,
      lbmethod: 'byrequests' as const,
      stickysession: null,
      members: members.filter(({ balancer }) => balancer === name),
    }));
    const { live } = store.getState();
    store.setState({ live: { ...live, balancers, routeOrder: orderOf(live.routeOrder, balancers) } });
    store.setUi({ screen: 'config', filterText: 'status:5xx' });
    listRequests(store, members[1] as MemberView);
    expect(store.getState().ui).toMatchObject({ screen: 'live', filterText: `status:5xx ${term}` });
    listRequests(store, members[1] as MemberView);
    expect(store.getState().ui.filterText).toBe('status:5xx');
  });

  test('only a member in error can be retried', () => {
    const enabled = memberActions(state)
      .filter(({ id }) => id.startsWith('member.retry:'))
      .map(({ isEnabled }) => isEnabled?.(state));
    expect(enabled).toEqual([false, true, false, false]);
  });
});
