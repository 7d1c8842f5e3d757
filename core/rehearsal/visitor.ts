import { Cookie, CookieJar } from 'tough-cookie';
import type { RehearsalRequest } from '../contract/index.ts';
import type { SetCookieFact } from './session-watch.ts';

/** A request as a virtual user sends it; the sender adds Host and what frames the message. */
export interface VisitorRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

/** The head of an answer, as far as a browser acts on it. */
export interface VisitorAnswer {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** As many as browsers follow before they give up would be twenty; a journey needs a few. */
const MOST_REDIRECTS = 5;

/**
 * The browser of one virtual user: a cookie jar, what it sends, and where a redirect leads. Which cookies are kept and
 * sent is for tough-cookie to say (RFC 6265bis), with the clock that is handed in.
 */
export class Visitor {
  readonly #jar = new CookieJar(undefined, { rejectPublicSuffixes: false });
  readonly #url: string;
  readonly #agent: string;

  /** `siteUrl` is what a browser would show: the cookies' origin. */
  constructor(siteUrl: string, name: string) {
    this.#url = siteUrl.replace(/\/+$/, '');
    this.#agent = `Mozilla/5.0 (virtual user ${name})`;
  }

  /** The request with what a browser adds to it. */
  request(wanted: RehearsalRequest): VisitorRequest {
    const cookie = this.#jar.getCookieStringSync(`${this.#url}${wanted.path}`);
    const own = Object.entries(wanted.headers ?? {});
    const has = (name: string) => own.some(([each]) => each.toLowerCase() === name);
    const fields: [string, string][] = [];
    if (!has('user-agent')) fields.push(['User-Agent', this.#agent]);
    if (!has('accept')) fields.push(['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8']);
    fields.push(...own);
    if (wanted.body !== undefined && !has('content-type')) {
      fields.push(['Content-Type', 'application/x-www-form-urlencoded']);
    }
    if (cookie !== '') {
      const at = fields.findIndex(([name]) => name.toLowerCase() === 'cookie');
      if (at < 0) fields.push(['Cookie', cookie]);
      else fields[at] = ['Cookie', `${cookie}; ${fields[at]?.[1] ?? ''}`];
    }
    return { method: wanted.method ?? 'GET', path: wanted.path, fields, body: wanted.body ?? null };
  }

  /** Names of the cookies that a request carries. */
  static sentCookies({ fields }: VisitorRequest): ReadonlySet<string> {
    const value = fields.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ?? '';
    return new Set(value.split(';').map((pair) => pair.split('=')[0]?.trim() ?? ''));
  }

  /** Takes in what an answer sets; gives it as facts. `now` is when it came. */
  keep(path: string, answer: VisitorAnswer, now: Date): readonly SetCookieFact[] {
    return answer.fields.flatMap(([name, line]): readonly SetCookieFact[] => {
      if (name.toLowerCase() !== 'set-cookie') return [];
      const cookie = Cookie.parse(line);
      if (cookie === undefined) return [];
      const clears = cookie.expiryTime(now) !== undefined && (cookie.expiryTime(now) ?? 0) <= now.getTime();
      this.#jar.setCookieSync(cookie, `${this.#url}${path}`, { now, ignoreError: true });
      return [{ name: cookie.key, value: cookie.value, httpOnly: cookie.httpOnly, clears }];
    });
  }

  /**
   * The request that a redirect of the site to itself asks for, or null: another host, no redirect, or the `followed`-th in a
   * row. 303, and 301 and 302 after POST, turn into GET as browsers do (RFC 9110 §15.4).
   */
  follow(sent: RehearsalRequest, answer: VisitorAnswer, followed: number): RehearsalRequest | null {
    if (![301, 302, 303, 307, 308].includes(answer.status) || followed >= MOST_REDIRECTS) return null;
    const location = locationOf(answer);
    const path = location === null ? null : this.#ownPath(location, sent.path);
    if (path === null || !/^\/[\x21-\x7e]*$/.test(path)) return null;
    const method = sent.method ?? 'GET';
    const keeps = answer.status === 307 || answer.status === 308 || method === 'GET' || method === 'HEAD';
    return keeps
      ? { ...sent, path }
      : { path, ...(sent.headers === undefined ? {} : { headers: sent.headers }) };
  }

  #ownPath(location: string, from: string): string | null {
    const plain = location.split('#')[0] ?? '';
    if (plain.startsWith('//')) return null;
    if (plain.startsWith('/')) return plain;
    if (/^[a-z][a-z0-9+.-]*:/i.test(plain)) {
      const own = `${this.#url.toLowerCase()}/`;
      if (!`${plain.toLowerCase()}/`.startsWith(own)) return null;
      return plain.slice(this.#url.length) || '/';
    }
    const base = from.split('?')[0] ?? '/';
    return plain.startsWith('?') ? base + plain : base.slice(0, base.lastIndexOf('/') + 1) + plain;
  }
}

/** The Location of an answer, or null. */
export function locationOf({ fields }: VisitorAnswer): string | null {
  return fields.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}
