import { createHash } from 'node:crypto';
import { fieldValue } from '../fields.ts';
import { FrameReader, frameOf } from './frames.ts';
import { TAB_PROTOCOL } from './names.ts';
import { type PageWords, readPageWords } from './page-words.ts';
import type { TabLink, TabSocket, TrackableRequest } from './types.ts';

/** RFC 6455 §1.3. */
const KEY_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A page that changes its title in every frame of an animation is heard this often. */
const MOST_WORDS = 50;
const PER_MS = 1000;
/** With this code a page closes its socket when the browser may show it again (page-script.js). */
const KEPT_CODE = 4000;

const NORMAL_CLOSURE = 1000;
/** The page is not to look for us until somebody answers it. */
const GOING_AWAY = 1001;

/** Whether a request is a handshake of a page's socket to us. */
export function isPageHandshake(request: TrackableRequest): boolean {
  if (request.method !== 'GET') return false;
  const upgrade = fieldValue(request.fields, 'upgrade');
  if (upgrade === null || upgrade.toLowerCase() !== 'websocket') return false;
  const offered = fieldValue(request.fields, 'sec-websocket-protocol') ?? '';
  return offered.split(',').some((protocol) => protocol.trim() === TAB_PROTOCOL);
}

/** Whether a request comes from a page of the site itself (DESIGN.md §8). */
export function isFromOwnOrigin(request: TrackableRequest): boolean {
  const origin = fieldValue(request.fields, 'origin');
  if (origin === null || request.host === null) return false;
  const scheme = request.isTls ? 'https' : 'http';
  return origin.toLowerCase() === `${scheme}://${request.host.toLowerCase()}`;
}

/** The fields of the 101, or null for a handshake that is none (RFC 6455 §4.2.1). */
export function handshakeFields(request: TrackableRequest): readonly string[] | null {
  const key = fieldValue(request.fields, 'sec-websocket-key') ?? '';
  if (fieldValue(request.fields, 'sec-websocket-version') !== '13' || !/^[\w+/]{22}==$/.test(key))
    return null;
  const accept = createHash('sha1').update(`${key}${KEY_GUID}`).digest('base64');
  return [
    ...['Upgrade', 'websocket', 'Connection', 'Upgrade'],
    ...['Sec-WebSocket-Accept', accept, 'Sec-WebSocket-Protocol', TAB_PROTOCOL],
  ];
}

/**
 * How a page's socket ended: its page was left (or its link is gone), was left and may be shown again (back/forward cache),
 * or has heard its tab's id and needs the socket no more.
 */
export type SocketEnd = 'left' | 'kept' | 'heard';

/** What a page's socket tells. */
export interface PageSocketEvents {
  spoke(words: PageWords): void;
  closed(how: SocketEnd): void;
}

/** One page's socket: reads its words, tells it the tab's id, and ends it when it says anything else. */
export class PageSocket implements TabSocket {
  readonly #link: TabLink;
  readonly #events: PageSocketEvents;
  readonly #reader = new FrameReader();
  readonly #nowMs: () => number;
  #isOpen = true;
  #words = 0;
  #sinceMs = 0;

  constructor(link: TabLink, events: PageSocketEvents, nowMs: () => number) {
    this.#link = link;
    this.#events = events;
    this.#nowMs = nowMs;
  }

  tell(tabId: string): void {
    if (this.#isOpen) this.#link.send(frameOf('text', tabId));
  }

  ask(): void {
    if (this.#isOpen) this.#link.send(frameOf('text', ''));
  }

  received(bytes: Buffer): void {
    if (!this.#isOpen) return;
    const frames = this.#reader.push(bytes);
    if (frames === null) {
      this.close();
      return;
    }
    for (const frame of frames) {
      if (frame.kind === 'close') this.close(endOf(frame.code));
      else if (frame.kind === 'ping') this.#link.send(frameOf('pong', frame.payload));
      else if (frame.kind === 'text') this.#hear(frame.text);
      if (!this.#isOpen) return;
    }
  }

  gone(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#events.closed('left');
  }

  /** Ends the socket in good order, with a code of RFC 6455 §7.4.1. */
  close(how: SocketEnd = 'left', code: number = NORMAL_CLOSURE): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#link.send(frameOf('close', Buffer.from([code >> 8, code & 0xff])));
    this.#link.end();
    this.#events.closed(how);
  }

  /** Ends the socket because we do. */
  goAway(): void {
    this.close('left', GOING_AWAY);
  }

  #hear(text: string): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#sinceMs > PER_MS) {
      this.#sinceMs = nowMs;
      this.#words = 0;
    }
    const words = ++this.#words > MOST_WORDS ? null : readPageWords(text);
    if (words === null) this.close();
    else this.#events.spoke(words);
  }
}

/** What a page means by the code with which it closes its socket (page-script.js). */
function endOf(code: number | null): SocketEnd {
  if (code === null) return 'heard';
  return code === KEPT_CODE ? 'kept' : 'left';
}
