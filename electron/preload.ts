import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge, MenuAction, Result, Snapshot } from '../core/contract/index.ts';
import { COMMAND, STREAM, type StreamMessage, SUBSCRIBE } from './ipc/channels.ts';

const snapshotListeners = new Set<(snapshot: Snapshot) => void>();
const batchListeners = new Set<Parameters<DesktopBridge['onBatch']>[0]>();
const menuListeners = new Set<(action: MenuAction) => void>();
/** Actions that arrived before the page listened to them. */
let waitingActions: MenuAction[] = [];
let subscriptionIsDue = false;

ipcRenderer.on(STREAM, (_event, message: StreamMessage) => {
  switch (message.kind) {
    case 'snapshot':
      for (const listener of snapshotListeners) listener(message.snapshot);
      return;
    case 'batch':
      for (const listener of batchListeners) listener(message.frame.json, message.frame.rows);
      return;
    case 'menu':
      if (menuListeners.size === 0) waitingActions.push(message.action);
      for (const listener of menuListeners) listener(message.action);
  }
});

/** Asks for a snapshot and what follows, once for all listeners that are added in the same turn. */
function subscribeSoon(): void {
  if (subscriptionIsDue) return;
  subscriptionIsDue = true;
  queueMicrotask(() => {
    subscriptionIsDue = false;
    ipcRenderer.send(SUBSCRIBE);
  });
}

const bridge: DesktopBridge = {
  platform: process.platform,
  async execute(name, params): Promise<Result<unknown>> {
    try {
      return (await ipcRenderer.invoke(COMMAND, name, params)) as Result<unknown>;
    } catch (error) {
      // The main process answers with data; only what cannot be sent at all, such as a function, ends up here.
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: 'internal', message } };
    }
  },
  onSnapshot(listener) {
    snapshotListeners.add(listener);
    subscribeSoon();
    return () => void snapshotListeners.delete(listener);
  },
  onBatch(listener) {
    batchListeners.add(listener);
    subscribeSoon();
    return () => void batchListeners.delete(listener);
  },
  onMenu(listener) {
    menuListeners.add(listener);
    for (const action of waitingActions) listener(action);
    waitingActions = [];
    return () => void menuListeners.delete(listener);
  },
};

contextBridge.exposeInMainWorld('routepin', bridge);
