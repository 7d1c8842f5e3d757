import type { TabView } from '../../core/contract/index.ts';

/** Whether what a tab shows came from another route than its next request goes to. */
export function isStale({ servedBy, route }: Pick<TabView, 'servedBy' | 'route'>): boolean {
  return servedBy !== null && route !== null && servedBy !== route;
}
