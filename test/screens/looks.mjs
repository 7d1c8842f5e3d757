// @ts-check
/** What every state is looked at in. */
export const SIZES = /** @type {const} */ ([
  [1280, 800],
  [1440, 900],
  [2560, 1440],
]);
export const THEMES = /** @type {const} */ (['light', 'dark', 'contrast']);

/**
 * Makes the page believe that the system asks for `theme`; the window follows while its own choice is `system`.
 *
 * @param {import('@playwright/test').Page} page
 * @param {'light' | 'dark' | 'contrast'} theme
 */
export async function lookIn(page, theme) {
  await page.emulateMedia({
    colorScheme: theme === 'light' ? 'light' : 'dark',
    contrast: theme === 'contrast' ? 'more' : 'no-preference',
  });
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}

/**
 * Waits until the window stands and has read the code of its other screens (renderer/screens/lazy-part.tsx): keys that are
 * pressed before a screen is there reach nobody.
 *
 * @param {import('@playwright/test').Page} page
 */
export async function standing(page) {
  await page.locator('main, [role="alert"]').first().waitFor();
  await page.waitForLoadState('networkidle');
}
