import { type BrowserWindow, nativeTheme } from 'electron';

/** `--surface` and `--text` of the renderer's tokens: what shows before the page has painted. */
const COLOURS = {
  light: { surface: '#fbfbfc', text: '#17181c' },
  dark: { surface: '#101114', text: '#eceded' },
  contrast: { surface: '#000000', text: '#ffffff' },
} as const;
/** `--bar` of the tokens: the page draws the title bar beneath the system's buttons. */
const TITLE_BAR_PX = 40;

/**
 * Frameless with the system's own buttons on Windows and macOS; the page learns their place from
 * `env(titlebar-area-*)`. Linux keeps its native frame: there the overlay exists in newer Electrons only, and a
 * window manager's frame is what people expect.
 */
const HAS_OVERLAY = process.platform === 'win32' || process.platform === 'darwin';

function coloursNow(theme: string | undefined): { readonly surface: string; readonly text: string } {
  if (theme === 'contrast') return COLOURS.contrast;
  return nativeTheme.shouldUseDarkColors ? COLOURS.dark : COLOURS.light;
}

/** Options of a new window that depend on theme and platform. */
export function windowLook(theme: string | undefined) {
  const colours = coloursNow(theme);
  return {
    backgroundColor: colours.surface,
    autoHideMenuBar: true,
    ...(HAS_OVERLAY && {
      titleBarStyle: 'hidden' as const,
      titleBarOverlay: { color: colours.surface, symbolColor: colours.text, height: TITLE_BAR_PX },
    }),
  };
}

/** Makes menus, dialogs and scroll bars follow the chosen theme, and the window's background. */
export function applyTheme(theme: string | undefined, window: BrowserWindow | null): void {
  nativeTheme.themeSource =
    theme === 'light' ? 'light' : theme === 'dark' || theme === 'contrast' ? 'dark' : 'system';
  if (window === null || window.isDestroyed()) return;
  const colours = coloursNow(theme);
  window.setBackgroundColor(colours.surface);
  if (process.platform === 'win32') {
    window.setTitleBarOverlay({ color: colours.surface, symbolColor: colours.text, height: TITLE_BAR_PX });
  }
}
