import type { ExchangeDetail, FieldList, SeenTraffic } from '../contract/index.ts';
import type { Engine } from '../engine/engine-api.ts';

/** Exchanges looked at in one reading: a lint runs on every edit, and the newest traffic tells as much as all of it. */
const MOST_AT_ONCE = 300;
/** Names of cookies kept; a site that sets more is trying something else. */
const MOST_COOKIES = 200;

/**
 * What lints ask of the traffic (core/contract/lint.ts), read from the engine's own history when somebody looks: the
 * hot path knows nothing of it. Each exchange is looked at once; what was seen stays seen.
 */
export class SeenTrafficReader {
  readonly #engine: Pick<Engine, 'exchange' | 'exchanges'>;
  readonly #webSockets = new Set<string>();
  readonly #origins = new Set<string>();
  readonly #cookies = new Map<string, { readonly site: string; readonly name: string }>();
  #lastId = 0;

  constructor(engine: Pick<Engine, 'exchange' | 'exchanges'>) {
    this.#engine = engine;
  }

  read(): SeenTraffic {
    for (const summary of this.#engine.exchanges(MOST_AT_ONCE)) {
      if (summary.id <= this.#lastId) continue;
      this.#lastId = summary.id;
      // A member that never got it tells nothing.
      if (summary.member === null) continue;
      const detail = this.#engine.exchange(summary.id);
      if (detail !== undefined) this.#look(detail);
    }
    return {
      webSocketsRefused: [...this.#webSockets],
      originsRefused: [...this.#origins],
      applicationCookies: [...this.#cookies.values()],
    };
  }

  #look(detail: ExchangeDetail): void {
    const asked = detail.clientRequest.fields;
    if (detail.balancer !== null && !detail.upgraded && /^websocket$/i.test(fieldOf(asked, 'upgrade'))) {
      this.#webSockets.add(detail.balancer);
    }
    if (detail.status === 403 && isStrangeToMember(detail)) this.#origins.add(detail.site);
    for (const [name, value] of detail.memberResponse?.fields ?? []) {
      if (name.length !== 10 || name.toLowerCase() !== 'set-cookie') continue;
      const cookie = value.slice(0, Math.max(0, value.indexOf('='))).trim();
      if (cookie === '' || this.#cookies.size >= MOST_COOKIES) continue;
      this.#cookies.set(`${detail.site}\n${cookie}`, { site: detail.site, name: cookie });
    }
  }
}

/** Whether a page of the site asked, and the member saw another Host than the page's own (RFC 6454 §7). */
function isStrangeToMember({ clientRequest, memberRequest }: ExchangeDetail): boolean {
  const origin = /^https?:\/\/(.+)$/i.exec(fieldOf(clientRequest.fields, 'origin'))?.[1]?.toLowerCase();
  if (origin === undefined || memberRequest === null) return false;
  const host = fieldOf(clientRequest.fields, 'host').toLowerCase();
  return origin === host && origin !== fieldOf(memberRequest.fields, 'host').toLowerCase();
}

function fieldOf(fields: FieldList, name: string): string {
  return fields.find(([key]) => key.length === name.length && key.toLowerCase() === name)?.[1] ?? '';
}
