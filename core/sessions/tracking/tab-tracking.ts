import type { JarMark } from '../../contract/index.ts';
import { fieldValue } from '../fields.ts';
import { takeJarCookie } from './jar-cookie.ts';
import { isReservedTarget, newReservedPath } from './names.ts';
import { isFirefox, isTopNavigation } from './navigation.ts';
import { NavigationRequest } from './navigation-request.ts';
import {
  handshakeFields,
  isFromOwnOrigin,
  isPageHandshake,
  PageSocket,
  type SocketEnd,
} from './page-socket.ts';
import { readPageWords } from './page-words.ts';
import { askedScript } from './script-tag.ts';
import type { TabTrackingOptions } from './tracking-options.ts';
import type { JarLookup, OwnTabRequest, TrackableRequest, TrackedPlace, TrackedRequest } from './types.ts';

/** A request with our cookie that is neither a navigation nor to us. Says the same of all requests with its fields. */
class PlainRequest implements TrackedRequest {
  readonly method: string;
  readonly fields: readonly string[];
  readonly memberFields: readonly string[];
  readonly jar: JarMark | null;
  readonly own = null;

  constructor(method: string, fields: readonly string[], jar: string | null) {
    this.method = method;
    this.fields = fields;
    this.memberFields = fields;
    this.jar = jar === null ? null : { id: jar, isNew: false, isNavigation: false };
  }

  answer(): null {
    return null;
  }
}

/** Recognises what concerns tabs in requests, and gives documents their script (README.md, TABS.md). */
export class TabTracking {
  readonly #options: TabTrackingOptions;
  /** Where this run's pages speak to; paths of earlier runs are understood as well. */
  readonly path = newReservedPath();
  readonly #sockets = new Set<PageSocket>();

  constructor(options: TabTrackingOptions) {
    this.#options = options;
  }

  begin(request: TrackableRequest, before: TrackedRequest | null = null): TrackedRequest | null {
    // What the page's script asks again and again: nothing in it but the target is new.
    if (before instanceof PlainRequest && before.method === request.method) {
      if (!isReservedTarget(request.target)) return before;
    }
    const { jar, fields } = takeJarCookie(request.fields);
    const own = this.#ownRequest(request, jar);
    if (own !== null) return { fields, memberFields: fields, jar: null, own, answer: () => null };
    const isNavigation =
      isTopNavigation(request.method, fields) && !this.#options.sessions.isEmbedded(fields);
    if (isNavigation) return new NavigationRequest(this.#options, this.path, request, fields, jar);
    if (fields === request.fields) return null;
    return new PlainRequest(request.method, fields, jar);
  }

  /** Ends every page's socket because we end, so that nothing waits for them. */
  closeSockets(): void {
    for (const socket of [...this.#sockets]) socket.goAway();
  }

  #ownRequest(request: TrackableRequest, jar: string | null): OwnTabRequest | null {
    if (isReservedTarget(request.target)) return this.#atReservedPath(request, jar);
    if (!isPageHandshake(request)) return null;
    const fields = handshakeFields(request);
    const isAllowed = isFromOwnOrigin(request) && !this.#options.tabs.isFull;
    if (fields === null || !isAllowed)
      return plain(isAllowed ? 400 : 403, isAllowed ? 'Bad Request' : 'Forbidden');
    const place = placeOf(request, jar);
    return { kind: 'socket', fields, open: (link, lookup) => this.#open(link, lookup, place, request) };
  }

  #open(
    link: Parameters<Extract<OwnTabRequest, { readonly kind: 'socket' }>['open']>[0],
    lookup: JarLookup,
    place: TrackedPlace,
    request: TrackableRequest,
  ): PageSocket {
    const { tabs, sessions, nowMs } = this.#options;
    const isHeld = !isFirefox(request.fields);
    const events = {
      spoke: (words: NonNullable<ReturnType<typeof readPageWords>>) => {
        const session = sessions.sessionOf(place, words.documentId);
        if (session === null) {
          socket.close();
          return;
        }
        if (!isHeard) sessions.jarSeen(session, lookup);
        isHeard = true;
        tabs.spoke(socket, words, session, isHeld);
      },
      closed: (how: SocketEnd) => {
        this.#sockets.delete(socket);
        tabs.unlinked(socket, how);
      },
    };
    let isHeard = false;
    const socket = new PageSocket(link, events, nowMs);
    this.#sockets.add(socket);
    return socket;
  }

  #atReservedPath(request: TrackableRequest, jar: string | null): OwnTabRequest {
    const at = request.target.indexOf('?');
    const path = at < 0 ? request.target : request.target.slice(0, at);
    const query = at < 0 ? '' : request.target.slice(at + 1);
    if (request.method === 'GET') {
      const script = askedScript(query, path);
      if (script === null) return plain(404, 'Not Found');
      const fields = ['Content-Type', 'text/javascript; charset=utf-8', 'Cache-Control', 'no-store'];
      return {
        kind: 'answer',
        status: 200,
        reasonPhrase: 'OK',
        fields: [...fields, 'X-Content-Type-Options', 'nosniff'],
        body: script,
      };
    }
    const { tabs, sessions } = this.#options;
    if (request.method !== 'POST' || !isFromOwnOrigin(request) || tabs.isFull) return plain(403, 'Forbidden');
    const words = readPageWords(decoded(query));
    if (words === null) return plain(400, 'Bad Request');
    const session = sessions.sessionOf(placeOf(request, jar), words.documentId);
    if (session !== null) tabs.beaconed(words, session);
    return plain(204, 'No Content');
  }
}

function plain(status: number, reasonPhrase: string): OwnTabRequest {
  return { kind: 'answer', status, reasonPhrase, fields: ['Cache-Control', 'no-store'], body: '' };
}

function placeOf(request: TrackableRequest, jar: string | null): TrackedPlace {
  return { site: request.site, jar, userAgent: fieldValue(request.fields, 'user-agent') ?? '' };
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return '';
  }
}
