import type { MenuAction } from '../../core/contract/index.ts';

/** A key press as Electron tells it before a page sees it. */
export interface KeyPress {
  readonly type: string;
  readonly key: string;
  readonly control: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** What a key pressed inside an embedded page does, when it is one of ours: the window's, or the page's own. */
export type PageKey =
  | { readonly kind: 'action'; readonly action: MenuAction }
  | { readonly kind: 'page'; readonly act: 'back' | 'forward' | 'reload' | 'dev-tools' | 'leave' };

const SCREENS = ['live', 'sessions', 'browse', 'rehearse', 'config'] as const;

/**
 * The shortcuts that work while an embedded page has the focus. Only with Ctrl (⌘ on macOS), Alt or function keys:
 * plain letters are the page's. F6 leaves the page, as in browsers.
 */
export function pageKeyOf(press: KeyPress, userId: string, isMac: boolean): PageKey | null {
  if (press.type !== 'keyDown') return null;
  const main = isMac ? press.meta && !press.control : press.control && !press.meta;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (main && !press.alt) return press.shift ? shifted(key, userId) : plain(key, userId);
  if (press.control || press.meta) return isMac && press.alt && press.meta && key === 'i' ? DEV_TOOLS : null;
  if (press.alt) return key === 'ArrowLeft' ? page('back') : key === 'ArrowRight' ? page('forward') : null;
  if (key === 'F5') return page('reload');
  if (key === 'F6') return page('leave');
  return key === 'F12' ? DEV_TOOLS : null;
}

const DEV_TOOLS: PageKey = { kind: 'page', act: 'dev-tools' };

function plain(key: string, userId: string): PageKey | null {
  const screen = /^[1-5]$/.test(key) ? SCREENS[Number(key) - 1] : undefined;
  if (screen !== undefined) return action(`screen.${screen}`);
  switch (key) {
    case 'k':
      return action('palette.open');
    case 't':
      return action('user.open');
    case 'w':
      return action(`user.close-tab:${userId}`);
    case 'l':
      return action(`user.focus-address:${userId}`);
    case 's':
      return action('project.save');
    case 'o':
      return action('project.open');
    case ',':
      return action('settings.open');
    case 'r':
      return page('reload');
    default:
      return null;
  }
}

function shifted(key: string, userId: string): PageKey | null {
  if (key === 's') return action('project.save-as');
  // Ctrl+T is a new user, as everywhere in the app; with Shift another tab of this one.
  if (key === 't') return action(`user.open-tab:${userId}`);
  return key === 'i' ? DEV_TOOLS : null;
}

function action(id: MenuAction): PageKey {
  return { kind: 'action', action: id };
}

function page(act: 'back' | 'forward' | 'reload' | 'leave'): PageKey {
  return { kind: 'page', act };
}
