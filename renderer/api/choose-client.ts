import type { ApiClient } from './client.ts';
import { desktopBridge } from './desktop-bridge.ts';
import { createDesktopClient } from './desktop-client.ts';
import { createSocketClient, type SocketLike } from './socket-client.ts';
import { takeToken } from './ui-token.ts';

/** The client for where this page runs: the desktop window's bridge, else a WebSocket to where it came from. */
export function chooseClient(): ApiClient {
  const bridge = desktopBridge();
  if (bridge !== undefined) return createDesktopClient(bridge);
  const address = new URL('socket', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.pathname = '/socket';
  address.search = '';
  address.hash = '';
  return createSocketClient({
    token: takeToken(window),
    open: () => new WebSocket(address) as SocketLike,
    platform: navigator.platform.startsWith('Mac') ? 'darwin' : 'browser',
    schedule: (task, delayMs) => setTimeout(task, delayMs),
  });
}
