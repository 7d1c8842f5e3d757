import type { JarMark } from '../../contract/index.ts';
import { fieldValue } from '../fields.ts';
import { changedFields, remarked } from './changed-fields.ts';
import { isNoStore, judgeDocument } from './document.ts';
import { Inserter } from './inserter.ts';
import { type JarReset, jarReset } from './jar-reset.ts';
import { jarCookie, newId, newJarId } from './names.ts';
import { isAheadOfTime, isFirefox, navigationFields } from './navigation.ts';
import { type LinkKind, scriptTag, withoutOwnLines } from './script-tag.ts';
import type { TabTrackingOptions } from './tracking-options.ts';
import type { TrackableAnswer, TrackableRequest, TrackedAnswer, TrackedRequest } from './types.ts';

/** A top-level navigation: what members are asked, and what becomes of the page. */
export class NavigationRequest implements TrackedRequest {
  readonly fields: readonly string[];
  readonly memberFields: readonly string[];
  readonly jar: JarMark;
  readonly own = null;
  readonly #options: TabTrackingOptions;
  readonly #path: string;
  readonly #request: TrackableRequest;
  readonly #reset: JarReset | null;

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
    const resets = jar !== null && options.sessions.isResetting(request.site, jar);
    this.#reset = resets ? jarReset(fields, request.host, request.target) : null;
    this.fields = this.#reset?.fields ?? fields;
    this.memberFields = navigationFields(this.fields);
    this.jar = { id: jar ?? newJarId(), isNew: jar === null, isNavigation: true };
  }

  answer(given: TrackableAnswer): TrackedAnswer | null {
    const answer = this.#emptied(given);
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
    if (verdict.do !== 'insert') return this.#withCookie(answer.fields, given.fields);
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

  /** The answer with what empties the jar in front, where that was asked for. */
  #emptied(answer: TrackableAnswer): TrackableAnswer {
    if (this.#reset === null) return answer;
    this.#options.sessions.wasReset(this.#request.site, this.jar.id);
    return { ...answer, fields: [...this.#reset.expiries, ...answer.fields] };
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
    if (!this.#givesJar && fields === before) return null;
    return { fields: this.#cookieAdded(fields), recordable: withoutOwnLines, body: null };
  }

  /**
   * A form of another site (a payment, a log-in elsewhere) brings no SameSite=Lax cookie along: a new one would take the
   * place of the one that the jar has. Its page's socket brings that one, and the two become one session.
   */
  get #givesJar(): boolean {
    const { method, fields } = this.#request;
    return this.jar.isNew && !(method === 'POST' && fieldValue(fields, 'sec-fetch-site') === 'cross-site');
  }

  #cookieAdded(fields: readonly string[]): readonly string[] {
    return this.#givesJar ? [...fields, 'Set-Cookie', jarCookie(this.jar.id)] : fields;
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
