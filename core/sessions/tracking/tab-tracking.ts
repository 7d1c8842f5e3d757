import type { JarMark } from '../../contract/index.ts';
import { fieldValue } from '../fields.ts';
import type { Session } from '../session.ts';
import { type Decoding, isNoStore, judgeDocument } from './document.ts';
import type { FollowedTabs } from './followed-tabs.ts';
import { Inserter } from './inserter.ts';
import { takeJarCookie } from './jar-cookie.ts';
import { isReservedTarget, jarCookie, newId, newJarId, newReservedPath } from './names.ts';
import { isAheadOfTime, isFirefox, isTopNavigation, navigationFields } from './navigation.ts';
import { handshakeFields, isFromOwnOrigin, isPageHandshake, PageSocket } from './page-socket.ts';
import { readPageWords } from './page-words.ts';
import { askedScript, type LinkKind, scriptTag, withoutOwnLines } from './script-tag.ts';
import type {
  JarLookup,
  OwnTabRequest,
  TrackableAnswer,
  TrackableRequest,
  TrackedAnswer,
  TrackedPlace,
  TrackedRequest,
} from './types.ts';
import { markedTag } from './validators.ts';

/** What the sessions room does for those who follow tabs. */
export interface TrackedSessions {
  /** True for a request of an embedded tab: it is known exactly, and nothing is inserted. */
  isEmbedded(fields: readonly string[]): boolean;
  /** The session of a page that speaks; null when neither its cookie nor its document tells. */
  sessionOf(place: TrackedPlace, documentId: string): Session | null;
  /** What the jar of a living page holds. */
  jarSeen(session: Session, jar: JarLookup): void;
  byId(sessionId: string): Session | undefined;
  balancerName(key: string | null): string | null;
}

export interface TabTrackingOptions {
  readonly sessions: TrackedSessions;
  readonly tabs: FollowedTabs;
  readonly nowMs: () => number;
  /** Codings that this Node can take off. */
  readonly canDecode: (coding: Decoding) => boolean;
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

  begin(request: TrackableRequest): TrackedRequest | null {
    const { jar, fields } = takeJarCookie(request.fields);
    const own = this.#ownRequest(request, jar);
    if (own !== null) return { fields, memberFields: fields, jar: null, own, answer: () => null };
    const isNavigation =
      isTopNavigation(request.method, fields) && !this.#options.sessions.isEmbedded(fields);
    if (isNavigation) return new Navigation(this.#options, this.path, request, fields, jar);
    if (fields === request.fields) return null;
    const mark = jar === null ? null : { id: jar, isNew: false, isNavigation: false };
    return { fields, memberFields: fields, jar: mark, own: null, answer: () => null };
  }

  /** Ends every page's socket, so that nothing waits for them. */
  closeSockets(): void {
    for (const socket of [...this.#sockets]) socket.close();
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
      closed: () => {
        this.#sockets.delete(socket);
        tabs.unlinked(socket);
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

/** A top-level navigation: what members are asked, and what becomes of the page. */
class Navigation implements TrackedRequest {
  readonly fields: readonly string[];
  readonly memberFields: readonly string[];
  readonly jar: JarMark;
  readonly own = null;
  readonly #options: TabTrackingOptions;
  readonly #path: string;
  readonly #request: TrackableRequest;

  constructor(
    options: TabTrackingOptions,
    path: string,
    request: TrackableRequest,
    fields: readonly string[],
    jar: string | null,
  ) {
    this.#options = options;
    this.#path = path;
    this.#request = request;
    this.fields = fields;
    this.memberFields = navigationFields(fields);
    this.jar = { id: jar ?? newJarId(), isNew: jar === null, isNavigation: true };
  }

  answer(answer: TrackableAnswer): TrackedAnswer | null {
    const { fields, isTls } = this.#request;
    const firefox = isFirefox(fields);
    const hadRange = fieldValue(fields, 'range') !== null;
    const verdict = judgeDocument({
      status: answer.status,
      fields: answer.fields,
      contentLength: answer.contentLength,
      hasBody: answer.hasBody,
      hadRange,
      isTls,
      isFirefox: firefox,
      canDecode: this.#options.canDecode,
    });
    if (verdict.do === 'leave') this.#shownUnfollowed(answer, verdict.why);
    if (answer.status === 304 && !hadRange) return this.#stillRight(answer);
    if (verdict.do !== 'insert') return this.#withCookie(answer.fields, answer.fields);
    const documentId = newId();
    this.#options.tabs.documents.add({
      id: documentId,
      sessionId: answer.sessionId,
      balancer: answer.balancer,
      route: answer.route,
      referer: fieldValue(fields, 'referer'),
      atMs: this.#options.nowMs(),
      isAheadOfTime: isAheadOfTime(fields),
      isClaimed: false,
      leftAt: -1,
    });
    const kind: LinkKind = firefox ? 'short' : isNoStore(answer.fields) ? 'beacons' : 'held';
    const tag = scriptTag(verdict.form, kind, documentId, this.#path);
    const isPromised = verdict.isCharsetKnown && verdict.decoding === null && answer.contentLength >= 0;
    const contentLength = isPromised ? answer.contentLength + tag.length : -1;
    return {
      fields: this.#cookieAdded(changedFields(answer.fields, contentLength)),
      recordable: withoutOwnLines,
      body: { contentLength, decoding: verdict.decoding, rewriter: new Inserter(tag, isPromised) },
    };
  }

  #stillRight(answer: TrackableAnswer): TrackedAnswer | null {
    const { sessionId, balancer, route } = answer;
    const { documents } = this.#options.tabs;
    const atMs = this.#options.nowMs();
    if (sessionId !== null && !isAheadOfTime(this.#request.fields)) {
      documents.revalidated({ sessionId, url: this.#url, balancer, route, atMs });
    }
    return this.#withCookie(remarked(answer.fields), answer.fields);
  }

  get #url(): string {
    const { host, isTls, target } = this.#request;
    const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
    return `${isTls ? 'https' : 'http'}://${host ?? ''}${path}`;
  }

  #withCookie(fields: readonly string[], before: readonly string[]): TrackedAnswer | null {
    if (!this.jar.isNew && fields === before) return null;
    return { fields: this.#cookieAdded(fields), recordable: withoutOwnLines, body: null };
  }

  #cookieAdded(fields: readonly string[]): readonly string[] {
    return this.jar.isNew ? [...fields, 'Set-Cookie', jarCookie(this.jar.id)] : fields;
  }

  #shownUnfollowed(answer: TrackableAnswer, why: string): void {
    const { sessions, tabs } = this.#options;
    const { fields } = this.#request;
    const session = answer.sessionId === null ? undefined : sessions.byId(answer.sessionId);
    if (session === undefined || isAheadOfTime(fields)) return;
    tabs.shownUnfollowed({
      session,
      url: this.#url,
      why,
      route: answer.route,
      balancer: sessions.balancerName(answer.balancer),
      referer: fieldValue(fields, 'referer'),
    });
  }
}

/** The fields of a document with a script in it. Ranges and codings of the member's body no longer mean anything. */
function changedFields(fields: readonly string[], contentLength: number): readonly string[] {
  const kept: string[] = [];
  let hasVary = false;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    switch (name.toLowerCase()) {
      case 'content-encoding':
      case 'accept-ranges':
        break;
      case 'content-length':
        if (contentLength >= 0) kept.push(name, String(contentLength));
        break;
      case 'etag':
        break;
      case 'vary':
        kept.push(name, hasVary || value.trim() === '*' ? value : `${value}, Sec-Fetch-Dest`);
        hasVary = true;
        break;
      default:
        kept.push(name, value);
    }
  }
  if (!hasVary) kept.push('Vary', 'Sec-Fetch-Dest');
  return tagged(kept, fields);
}

/** A 304 speaks of the document as we gave it out. */
function remarked(fields: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    if ((fields[at] as string).toLowerCase() !== 'etag')
      kept.push(fields[at] as string, fields[at + 1] as string);
  }
  return tagged(kept, fields);
}

function tagged(kept: string[], fields: readonly string[]): readonly string[] {
  const tag = markedTag(fieldValue(fields, 'etag'), fieldValue(fields, 'last-modified') !== null);
  if (tag !== null) kept.push('ETag', tag);
  return kept;
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
