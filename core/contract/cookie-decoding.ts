/** Ways in which balancers write a member into a cookie; one file each in core/formats/cookies. */
export const COOKIE_SCHEMES = [
  'apache',
  'haproxy-insert',
  'haproxy-prefix',
  'haproxy-dynamic',
  'nginx-sticky',
  'nginx-hash',
  'nginx-userid',
  'caddy',
  'traefik',
] as const;
export type CookieScheme = (typeof COOKIE_SCHEMES)[number];

/** What one balancer would make of one cookie. */
export interface CookieReading {
  readonly scheme: CookieScheme;
  /** Such as `HAProxy, cookie … insert`. */
  readonly title: string;
  /**
   * `member`: it names this one. `nobody`: it has the form and names no member that we know. `needs-key`: it has the form
   * and only its key would tell. `no-member`: it is such a cookie, and carries no member at all.
   */
  readonly verdict: 'member' | 'nobody' | 'needs-key' | 'no-member';
  /** One plain sentence. */
  readonly text: string;
  readonly member: DecodedMember | null;
}

/** A member that a cookie may name. */
export interface DecodedMember {
  readonly balancer: string;
  readonly url: string;
  readonly route: string;
}

/** One cookie out of what was pasted, with its readings: those that name a member first. */
export interface DecodedCookie {
  /** '' for a bare value. */
  readonly name: string;
  readonly value: string;
  readonly readings: readonly CookieReading[];
}

/** What was pasted: a bare value, a Cookie field or Set-Cookie lines. */
export interface CookieDecoding {
  readonly kind: 'value' | 'cookie' | 'set-cookie';
  readonly cookies: readonly DecodedCookie[];
}
