import path from 'node:path';
import { app, type Session, session } from 'electron';

/** What the page's own wishes come to, told in words. */
export interface SessionWatch {
  /** A sentence without its subject, such as "may not use the camera". */
  readonly onRefused: (what: string) => void;
  readonly onDownloaded: (file: string) => void;
  readonly onDownloadFailed: (fileName: string, why: string) => void;
}

/**
 * A cookie jar of its own: a partition in memory, forgotten with its user. Every permission is denied; downloads go
 * where the person says in the system's dialog.
 */
export function createUserSession(partition: string, isUnattended: boolean, watch: SessionWatch): Session {
  // Without the prefix "persist:" nothing of it is ever written to disk.
  const own = session.fromPartition(partition, { cache: true });
  const refused = new Set<string>();
  own.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(false);
    // A page may ask every second; one word each is enough.
    if (refused.has(permission)) return;
    refused.add(permission);
    watch.onRefused(
      `asked for ${wordsOf(permission)} and did not get it: pages in Routepin have no permissions`,
    );
  });
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event, item) => {
    const name = path.basename(item.getFilename()) || 'download';
    if (isUnattended) {
      event.preventDefault();
      watch.onDownloadFailed(name, 'nobody is there to say where to');
      return;
    }
    item.setSaveDialogOptions({ defaultPath: path.join(app.getPath('downloads'), name) });
    item.once('done', (_event, state) => {
      if (state === 'completed') watch.onDownloaded(item.getSavePath());
      else if (state === 'interrupted') watch.onDownloadFailed(name, 'the connection broke');
    });
  });
  return own;
}

const PERMISSION_WORDS: Readonly<Record<string, string>> = {
  media: 'camera or microphone',
  geolocation: 'the location',
  notifications: 'notifications',
  midi: 'MIDI devices',
  midiSysex: 'MIDI devices',
  pointerLock: 'the pointer',
  fullscreen: 'the full screen',
  openExternal: 'another program',
  'clipboard-read': 'the clipboard',
  'clipboard-sanitized-write': 'the clipboard',
  'display-capture': 'a picture of the screen',
};

function wordsOf(permission: string): string {
  return PERMISSION_WORDS[permission] ?? `the permission “${permission}”`;
}
