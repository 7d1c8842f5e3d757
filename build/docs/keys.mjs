/** The page of keys, from the same actions that the palette, the key sheet and the menus have. */
import { loadTs } from '../package/load-ts.mjs';

const ENTRY = `
export { ACTION_GROUPS } from './actions/action.ts';
export { shortcutLabel } from './actions/shortcut.ts';
import { APP_ACTIONS } from './actions/app-actions.ts';
import { UPKEEP_ACTIONS } from './actions/upkeep-actions.ts';
import { memberActions } from './actions/member-actions.ts';
import { sessionActions } from './actions/session-actions.ts';
import { screenActions } from './app/screen-actions.ts';
import { browseActions, userActions } from './screens/browse/browse-actions.ts';
import { configActions } from './screens/config/config-actions.ts';
import { liveActions } from './screens/live/live-actions.ts';
import { sessionScreenActions } from './screens/sessions/session-screen-actions.ts';
import { createFixtureClient } from './fixtures/fixture-client.ts';
import { createAppStore } from './store/app-store.ts';

export async function allActions() {
  const store = createAppStore(createFixtureClient(new URLSearchParams('fixture=live')));
  await store.refresh();
  const member = store.getState().live.balancers[0].members[0];
  const state = store.getState();
  const ref = { current: null };
  return [
    screenActions, () => APP_ACTIONS, () => UPKEEP_ACTIONS, memberActions, sessionActions, userActions, configActions,
    liveActions(ref), sessionScreenActions(ref), browseActions,
  ].flatMap((source) => typeof source === 'function' ? source(state) : source);
}
`;

/** @returns {Promise<string>} */
export async function keysPage() {
  const { ACTION_GROUPS, allActions, shortcutLabel } = await loadTs('renderer/keys-entry.ts', ENTRY);
  const actions = (await allActions()).filter((/** @type {any} */ action) => action.shortcut !== undefined);
  const lines = [
    '# Keys',
    '',
    '`?` shows those that do something now, Ctrl K (⌘K) finds every action by its name. On a Mac ⌘ stands for Ctrl.',
    'Keys for a member act on the one that is selected on Live.',
  ];
  for (const group of ACTION_GROUPS) {
    const rows = new Map();
    for (const action of actions) {
      if (action.group === group && !rows.has(action.shortcut)) rows.set(action.shortcut, action.label);
    }
    if (rows.size === 0) continue;
    lines.push('', `## ${group}`, '', '| key | |', '| --- | --- |');
    for (const [shortcut, label] of rows) {
      lines.push(
        `| \`${shortcutLabel(shortcut, 'linux')}\` | ${label.replace(/\banna\b/, 'the user').replaceAll('|', '\\|')} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
