/** What of a key event decides which shortcut it is. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * A key press as an action names it: `mod+shift+z`, `?`, `j`, `escape`. `shift` is only said with letters and named
 * keys; with other characters it is part of the character (`?` is a key of its own on every keyboard).
 */
export function shortcutOf(press: KeyPress, platform: string): string {
  const mod = platform === 'darwin' ? press.metaKey : press.ctrlKey;
  const other = platform === 'darwin' ? press.ctrlKey : press.metaKey;
  const named = press.key.length > 1 || press.key.toLowerCase() !== press.key.toUpperCase();
  return [
    mod ? 'mod' : '',
    other ? 'meta' : '',
    press.altKey ? 'alt' : '',
    press.shiftKey && named ? 'shift' : '',
    press.key === ' ' ? 'space' : press.key.toLowerCase(),
  ]
    .filter((part) => part !== '')
    .join('+');
}

const WORDS: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  escape: 'Esc',
  enter: 'Enter',
  space: 'Space',
  arrowdown: '↓',
  arrowup: '↑',
  delete: 'Del',
  end: 'End',
  home: 'Home',
};
const MAC_WORDS: Readonly<Record<string, string>> = { ...WORDS, mod: '⌘', shift: '⇧', alt: '⌥' };

/** A shortcut as people read it: `Ctrl K`, `⌘ K`, `R` for shift+r, `n`. */
export function shortcutLabel(shortcut: string, platform: string): string {
  const parts = shortcut.split('+');
  // A lone letter with shift reads best as the capital that it types.
  if (parts.length === 2 && parts[0] === 'shift' && parts[1]?.length === 1) return parts[1].toUpperCase();
  const words = platform === 'darwin' ? MAC_WORDS : WORDS;
  return parts
    .map((part) => words[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}
