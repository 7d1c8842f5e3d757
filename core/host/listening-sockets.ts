import { linuxSockets } from './linux-sockets.ts';
import type { ListeningSocket } from './listening-socket.ts';
import { macosSockets } from './macos-sockets.ts';
import { windowsSockets } from './windows-sockets.ts';

/** Every listening TCP socket of this machine that the system shows to this account; empty where it shows none. */
export async function listeningSockets(
  platform: NodeJS.Platform = process.platform,
): Promise<readonly ListeningSocket[]> {
  switch (platform) {
    case 'linux':
    case 'android':
      return await linuxSockets();
    case 'darwin':
      return await macosSockets();
    case 'win32':
      return await windowsSockets();
    default:
      return [];
  }
}
