import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { MENU_ACTIONS, type MenuAction } from '../../../core/contract/index.ts';
import { appMenuTemplate } from '../../../electron/menu/app-menu.ts';
import { type KeyPress, pageKeyOf } from '../../../electron/menu/keys.ts';

/** `Ctrl+Shift+S` as Electron tells it. */
function press(text: string): KeyPress {
  const steps = text.split('+');
  const has = (name: string) => steps.includes(name);
  const key = steps.at(-1) ?? '';
  return {
    type: 'keyDown',
    key,
    control: has('Ctrl'),
    meta: has('Cmd'),
    alt: has('Alt'),
    shift: has('Shift'),
  };
}

describe('keys inside an embedded page', () => {
  test.each([
    ['Ctrl+k', 'palette.open'],
    ['Ctrl+K', 'palette.open'],
    ['Ctrl+1', 'screen.live'],
    ['Ctrl+5', 'screen.config'],
    ['Ctrl+s', 'project.save'],
    ['Ctrl+Shift+S', 'project.save-as'],
    ['Ctrl+t', 'user.open'],
    ['Ctrl+w', 'user.close-tab:user-7'],
    ['Ctrl+Shift+T', 'user.open-tab:user-7'],
    ['Ctrl+l', 'user.focus-address:user-7'],
  ])('%s is the action %s', (keys, action) => {
    expect(pageKeyOf(press(keys), 'user-7', false)).toEqual({ kind: 'action', action });
  });

  test.each([
    ['F6', 'leave'],
    ['F5', 'reload'],
    ['Ctrl+r', 'reload'],
    ['Alt+ArrowLeft', 'back'],
    ['Alt+ArrowRight', 'forward'],
    ['F12', 'dev-tools'],
    ['Ctrl+Shift+I', 'dev-tools'],
  ])('%s acts on the page: %s', (keys, act) => {
    expect(pageKeyOf(press(keys), 'user-7', false)).toEqual({ kind: 'page', act });
  });

  test.each(['k', '1', 'n', 'Shift+K', 'Ctrl+c', 'Ctrl+6', 'Ctrl+Alt+k', 'Cmd+k', 'Alt+k'])(
    '%s is the page’s own',
    (keys) => {
      expect(pageKeyOf(press(keys), 'user-7', false)).toBeNull();
    },
  );

  test('on macOS it is ⌘, and Ctrl is the page’s', () => {
    expect(pageKeyOf(press('Cmd+k'), 'u', true)).toEqual({ kind: 'action', action: 'palette.open' });
    expect(pageKeyOf(press('Ctrl+k'), 'u', true)).toBeNull();
  });

  test('letting a key go does nothing', () => {
    expect(pageKeyOf({ ...press('Ctrl+k'), type: 'keyUp' }, 'u', false)).toBeNull();
  });
});

describe('the native menu', () => {
  const build = (isMac: boolean, recent: readonly string[] = []) => {
    const acted: MenuAction[] = [];
    const template = appMenuTemplate({ isMac, isDevelopment: false, recent, act: (id) => acted.push(id) });
    const items: MenuItemConstructorOptions[] = [];
    const collect = (list: readonly MenuItemConstructorOptions[]) => {
      for (const item of list) {
        items.push(item);
        if (Array.isArray(item.submenu)) collect(item.submenu);
      }
    };
    collect(template);
    const clickAll = () => {
      for (const { click } of items) (click as (() => void) | undefined)?.();
      return acted;
    };
    return { items, clickAll };
  };

  test.each([false, true])('offers every action that the contract names (macOS: %s)', (isMac) => {
    expect(new Set(build(isMac).clickAll())).toEqual(new Set(MENU_ACTIONS));
  });

  test('recent projects by their place in the list, their names unaltered', () => {
    const { items, clickAll } = build(false, ['a & b.routepin.json', 'c.routepin.json']);
    expect(clickAll()).toEqual(expect.arrayContaining(['project.open-recent:0', 'project.open-recent:1']));
    expect(items.map(({ label }) => label)).toContain('a && b.routepin.json');
  });

  test('no accelerator of ours is registered: the interface listens itself and would act twice', () => {
    const own = build(false).items.filter(({ accelerator, role }) => accelerator && !role);
    expect(own.length).toBeGreaterThan(5);
    expect(own.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
  });

  test('developer tools of the interface are not in a package', () => {
    expect(build(false).items.map(({ role }) => role)).not.toContain('toggleDevTools');
  });
});
