import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where Routepin keeps what belongs to this user on this computer, whichever way it is started (window or command
 * line): `$XDG_DATA_HOME/routepin` where that is set, else the system's customary place. Not created here.
 */
export function dataFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { XDG_DATA_HOME: chosen, LOCALAPPDATA: local } = environment;
  // The specification says to ignore relative ones.
  if (chosen !== undefined && path.isAbsolute(chosen)) return path.join(chosen, 'routepin');
  switch (platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Routepin');
    case 'win32':
      return path.join(local ?? path.join(home, 'AppData', 'Local'), 'Routepin');
    default:
      return path.join(home, '.local', 'share', 'routepin');
  }
}
