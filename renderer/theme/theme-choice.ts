/** What a person may choose; `system` follows the operating system. */
export const THEME_CHOICES = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const DENSITIES = ['compact', 'comfortable'] as const;
export type Density = (typeof DENSITIES)[number];

/** A stored text as a theme choice; anything unknown is `system`. */
export function readThemeChoice(text: string | null | undefined): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === text) ?? 'system';
}

/** A stored text as a density; anything unknown is `compact`. */
export function readDensity(text: string | null | undefined): Density {
  return DENSITIES.find((density) => density === text) ?? 'compact';
}

/** The theme that a choice means while the system prefers `dark` and `contrast`. */
export function resolveTheme(
  choice: ThemeChoice,
  system: { readonly dark: boolean; readonly contrast: boolean },
): Exclude<ThemeChoice, 'system'> {
  if (choice !== 'system') return choice;
  if (system.contrast) return 'contrast';
  return system.dark ? 'dark' : 'light';
}

/** Keeps `<html data-theme>` in step with the choice and the system. Returns the remover of its listeners. */
export function applyTheme(choice: ThemeChoice): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = () => {
    document.documentElement.dataset.theme = resolveTheme(choice, {
      dark: dark.matches,
      contrast: contrast.matches,
    });
  };
  apply();
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  return () => {
    dark.removeEventListener('change', apply);
    contrast.removeEventListener('change', apply);
  };
}
