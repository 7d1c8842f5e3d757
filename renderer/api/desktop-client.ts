import { batchOfFrame, type DesktopBridge, type Execute } from '../../core/contract/index.ts';
import type { ApiClient } from './client.ts';

/** The transport of the desktop window: the preload's named functions. It is connected as long as it exists. */
export function createDesktopClient(bridge: DesktopBridge): ApiClient {
  return {
    // The bridge carries any command; the main process parses name and parameters (STYLE.md §4.2).
    execute: ((name, params) => bridge.execute(name, params)) as Execute,
    onSnapshot: (listener) => bridge.onSnapshot(listener),
    onBatch: (listener) => bridge.onBatch((json, rows) => listener(batchOfFrame({ json, rows }))),
    onConnection(listener) {
      listener('connected');
      return () => {};
    },
    onMenu: (listener) => bridge.onMenu(listener),
    platform: bridge.platform,
  };
}
