import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, type Session, session } from 'electron';
import { freePath, safeFileName } from './download-place.ts';

/** What the page's own wishes come to, told in words. */
export interface SessionWatch {
  /** A sentence without its subject, such as "may not use the camera". */
  readonly onRefused: (what: string) => void;
  /** A download has begun, at the address where redirects have led; gives what to call when it is over. */
  readonly onDownload: (url: string) => () => void;
  readonly onDownloaded: (file: string) => void;
  readonly onDownloadFailed: (fileName: string, why: string) => void;
}

/** Downloads of one user at a time: a page must not fill the disk with a loop. */
const MOST_DOWNLOADS = 10;

/** Where a jar is: in memory, forgotten with its user, or on disk under an id of its own. */
export type JarPlace =
  | { readonly kind: 'memory'; readonly userId: string }
  | { readonly kind: 'kept'; readonly id: string };

/** The session of a jar. Without the prefix "persist:" nothing of it is ever written to disk. */
export function sessionOfJar(place: JarPlace): Session {
  const partition = place.kind === 'kept' ? `persist:user-${place.id}` : `routepin-${place.userId}`;
  return session.fromPartition(partition, { cache: true });
}

/**
 * A user's session, ready for pages: every permission is denied with a word; downloads go into the system's folder
 * for them, under a name that nothing has yet.
 */
export function createUserSession(place: JarPlace, watch: SessionWatch): Session {
  const own = sessionOfJar(place);
  const refused = new Set<string>();
  const refuse = (permission: string) => {
    // A page may ask every second; one word each is enough.
    if (refused.has(permission)) return;
    refused.add(permission);
    watch.onRefused(
      `asked for ${wordsOf(permission)} and did not get it: pages in Routepin have no permissions`,
    );
  };
  own.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(false);
    refuse(permission);
  });
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  saveDownloads(own, watch);
  return own;
}

function saveDownloads(own: Session, watch: SessionWatch): void {
  const running = new Set<string>();
  // A kept jar that is opened again in this run is the same session.
  own.removeAllListeners('will-download');
  own.on('will-download', (event, item) => {
    const name = safeFileName(item.getFilename());
    if (running.size >= MOST_DOWNLOADS) {
      event.preventDefault();
      watch.onDownloadFailed(name, `${MOST_DOWNLOADS} downloads are running already`);
      return;
    }
    const isTaken = (file: string) => running.has(file) || existsSync(file);
    const file = freePath(app.getPath('downloads'), name, isTaken);
    running.add(file);
    item.setSavePath(file);
    const isOver = watch.onDownload(item.getURLChain().at(-1) ?? item.getURL());
    item.once('done', (_event, state) => {
      running.delete(file);
      isOver();
      if (state === 'completed') watch.onDownloaded(file);
      else if (state === 'interrupted') {
        watch.onDownloadFailed(path.basename(file), `it broke off, or ${path.dirname(file)} took no file`);
      }
    });
  });
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
