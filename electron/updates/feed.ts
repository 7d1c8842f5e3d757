/** Where updates come from, put in when the package was built (build/build.mjs). */
export interface UpdateFeed {
  /** A folder on a web server, with a slash at its end. */
  readonly url: string;
  /** The public half of the key that signs its manifests: base64 of the 32 bytes of an Ed25519 key. */
  readonly publicKey: string;
}

/**
 * The feed of this build, or null: then there are no updates. Both values have to be there, and the address has to be
 * https, or this machine.
 */
export function feedOf(url: string | undefined, publicKey: string | undefined): UpdateFeed | null {
  if (!url || !publicKey) return null;
  const address = parse(url);
  if (address === null) return null;
  const { protocol, hostname } = address;
  const isHere = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) return null;
  return { url: url.endsWith('/') ? url : `${url}/`, publicKey };
}

/** `URL.canParse` is younger than the oldest Node that this runs on (the test runtime's, 18.15). */
function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
