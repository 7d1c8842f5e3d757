import type { CookieReading, CookieScheme, DecodedMember, Project } from '../../contract/index.ts';

/** Digests that a pure room has to be handed in; all give lower-case hex of UTF-8 text. */
export interface Digests {
  sha256(text: string): string;
  md5(text: string): string;
  hmacSha256(key: string, text: string): string;
}

/** What a cookie is read against. */
export interface ReadAgainst {
  readonly members: readonly KnownMember[];
  readonly balancers: Project['balancers'];
  /** Secrets to try: HAProxy's dynamic-cookie-key, Caddy's secret. */
  readonly keys: readonly string[];
  readonly digests: Digests;
}

/** A member with the address that hashes are made of. */
export interface KnownMember extends DecodedMember {
  /** `127.0.0.1`, `::1`; a name as it is written where it is no address. */
  readonly host: string;
  readonly port: number;
  readonly loadfactor: number;
}

/** One way in which a balancer writes a member into a cookie. `read` gives null for a value without its form. */
export interface CookieReader {
  readonly scheme: CookieScheme;
  readonly title: string;
  read(name: string, value: string, against: ReadAgainst): Omit<CookieReading, 'scheme' | 'title'> | null;
}

/** A reading that names a member. */
export function names(member: KnownMember, text: string): ReturnType<CookieReader['read']> {
  const { balancer, url, route } = member;
  return { verdict: 'member', text, member: { balancer, url, route } };
}

/** A reading that names none. */
export function namesNone(
  verdict: 'nobody' | 'needs-key' | 'no-member',
  text: string,
): ReturnType<CookieReader['read']> {
  return { verdict, text, member: null };
}

/** `ip:port` as programs write it: IPv6 in brackets. */
export function addressOf({ host, port }: Pick<KnownMember, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Addresses that a member's host may stand for: `localhost` is two. */
export function addressesOf(member: KnownMember): readonly Pick<KnownMember, 'host' | 'port'>[] {
  const { host, port } = member;
  if (host !== 'localhost' && !host.endsWith('.localhost')) return [{ host, port }];
  return [
    { host: '127.0.0.1', port },
    { host: '::1', port },
    { host, port },
  ];
}

/** A member in a sentence. */
export function memberName({ url, route }: KnownMember): string {
  return route === '' ? url : `route ${route} (${url})`;
}
