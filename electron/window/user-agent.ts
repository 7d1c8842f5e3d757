/**
 * A browser's User-Agent without the product and Electron: applications behind the balancer see the Chromium that
 * it is, and no field names us (DESIGN.md §8).
 */
export function plainUserAgent(userAgent: string, appName: string): string {
  const ours = [appName.replaceAll(' ', ''), 'Electron'].map((name) => name.toLowerCase());
  return userAgent
    .split(' ')
    .filter((token) => !ours.includes((token.split('/')[0] ?? '').toLowerCase()))
    .join(' ');
}
