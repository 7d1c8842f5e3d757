/** The parts of a member's or plain target's URL, as far as balancing and connecting need them. */
export interface MemberUrl {
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
  /** As written, without brackets for an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** True when the URL names the scheme's own port or none: then `Host` is sent without it (APACHE.md §6.1). */
  readonly isDefaultPort: boolean;
  /** From the first `/` on, as written and not normalised; empty when there is none. */
  readonly path: string;
}

const DEFAULT_PORTS = { http: 80, https: 443, ws: 80, wss: 443 } as const;
const SHAPE = /^(https?|wss?):\/\/(\[[0-9a-f:.%]+\]|[^\s/:?#[\]@\\]+)(?::(\d{1,5}))?(\/[^\s?#]*)?$/i;

/**
 * Reads `scheme://host[:port][/path]`, or says `undefined`. Written without `URL`, which would normalise what
 * Apache sends as written (DESIGN.md §3, "never normalised"). Credentials, queries and fragments are refused.
 */
export function parseMemberUrl(text: string): MemberUrl | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const scheme = (match[1] ?? '').toLowerCase() as MemberUrl['scheme'];
  const host = match[2] ?? '';
  const port = match[3] === undefined ? DEFAULT_PORTS[scheme] : Number(match[3]);
  if (port < 1 || port > 65535) return undefined;
  return {
    scheme,
    hostname: host.startsWith('[') ? host.slice(1, -1) : host,
    port,
    isDefaultPort: port === DEFAULT_PORTS[scheme],
    path: match[4] ?? '',
  };
}

/** `host` or `host:port` as it stands in a Host field, with brackets around an IPv6 address (RFC 9110 §7.2). */
export function authorityOf(url: MemberUrl): string {
  const host = url.hostname.includes(':') ? `[${url.hostname}]` : url.hostname;
  return url.isDefaultPort ? host : `${host}:${url.port}`;
}

/**
 * How Apache names a worker: scheme and host lower-cased, the default port dropped, the path as written
 * (APACHE.md §3, BALANCER_WORKER_NAME).
 */
export function workerName(url: MemberUrl): string {
  return `${url.scheme}://${authorityOf(url).toLowerCase()}${url.path}`;
}

/** The two halves of `balancer://name/path`: name lower-cased as Apache compares it (APACHE.md §9.4), path or ''. */
export function parseBalancerUrl(
  text: string,
): { readonly balancer: string; readonly path: string } | undefined {
  const match = /^balancer:\/\/([^/\s?#]+)(\/\S*)?$/i.exec(text);
  return match === null ? undefined : { balancer: (match[1] ?? '').toLowerCase(), path: match[2] ?? '' };
}

/** The two halves of a listen address: `127.0.0.1:8080`, `[::1]:8080`, `*:8080`; the host without brackets. */
export function parseListen(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:[\]/]+):(\d{1,5})$/i.exec(text);
  if (match === null || Number(match[2]) > 65535) return undefined;
  const host = match[1] ?? '';
  return { host: host.startsWith('[') ? host.slice(1, -1) : host, port: Number(match[2]) };
}
