import { webUrlOf } from '../window/app-url.ts';

/** Schemes that are one by their look: `localhost:8080` is a host and a port, not a scheme. */
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:(?:\/\/|[^\d/])/i;

/**
 * What somebody typed into a page's address line, as the address to load: whole, without a scheme, or a path on
 * the page's own site. null for anything that is not a web address.
 */
export function pageAddress(typed: string, site: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  if (text.startsWith('/') && !text.startsWith('//')) {
    try {
      return webUrlOf(new URL(text, site).href);
    } catch {
      return null;
    }
  }
  return webUrlOf(HAS_SCHEME.test(text) ? text : `http://${text.replace(/^\/+/, '')}`);
}

/** Why a page did not come, in words, from Chromium's error. */
export function loadTrouble(errorText: string, url: string): string {
  const where = hostOf(url);
  switch (errorText) {
    case 'ERR_CONNECTION_REFUSED':
      return `Nothing listens at ${where}. Is balancing on?`;
    case 'ERR_NAME_NOT_RESOLVED':
      return `${where} is not a name this machine knows. Names below localhost always work.`;
    case 'ERR_CONNECTION_RESET':
    case 'ERR_EMPTY_RESPONSE':
    case 'ERR_CONNECTION_CLOSED':
      return `${where} closed the connection without an answer.`;
    case 'ERR_CONNECTION_TIMED_OUT':
    case 'ERR_TIMED_OUT':
      return `${where} did not answer in time.`;
    case 'ERR_TOO_MANY_REDIRECTS':
      return `${where} redirects in a circle.`;
    case 'ERR_UNSAFE_PORT':
      return `Browsers refuse to use the port of ${where}.`;
    case 'ERR_SSL_PROTOCOL_ERROR':
      return `${where} does not speak TLS.`;
    case 'ERR_CERT_AUTHORITY_INVALID':
      return `${where} shows a certificate that nobody this machine trusts has signed. Here, only those of Routepin’s own sites are accepted without.`;
    case 'ERR_CERT_COMMON_NAME_INVALID':
      return `${where} shows a certificate for another name.`;
    case 'ERR_CERT_DATE_INVALID':
      return `${where} shows a certificate that is not valid today.`;
    default:
      return `${where} could not be shown (${errorText || 'unknown error'}).`;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** The origin of an address, or null for what is none. */
export function webOrigin(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}
