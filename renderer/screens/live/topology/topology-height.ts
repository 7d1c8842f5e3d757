import { readRemembered, remember } from '../../../store/remembered.ts';

const KEY = 'routepin.topology-height';
/** Higher than any screen: not ours. */
const MOST = 10_000;

/** The height that was pulled in an earlier run, in pixels; null: as high as it needs. */
export function rememberedHeight(): number | null {
  const text = readRemembered(KEY);
  const height = text === null ? Number.NaN : Number(text);
  return Number.isFinite(height) && height > 0 && height < MOST ? height : null;
}

/** Keeps the height for the next run. */
export function rememberHeight(height: number | null): void {
  remember(KEY, height === null ? null : String(Math.round(height)));
}
