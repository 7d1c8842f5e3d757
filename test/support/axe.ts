import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Nothing but these depends on the theme. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong with the page as it stands, in words; empty when nothing is. `light` asks every rule of WCAG
 * 2.2 AA and good practice; the other themes those that look at colours, high contrast at 7:1 (AAA).
 */
export async function axeFindings(
  page: Page,
  theme: 'light' | 'dark' | 'contrast',
): Promise<readonly string[]> {
  // Legacy: an Electron window can't open the blank page that axe would put its report together in.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (theme === 'light') builder.withTags(AA);
  else builder.withRules(theme === 'dark' ? COLOURS : [...COLOURS, 'color-contrast-enhanced']);
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''}`.trim()),
  );
}
