import type { DesktopBridge } from '../../core/contract/index.ts';

declare global {
  interface Window {
    /** Present in the desktop window only; its preload exposes exactly this. */
    readonly routepin?: DesktopBridge;
  }
}

/** The preload's bridge, or undefined in an ordinary browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return window.routepin;
}
