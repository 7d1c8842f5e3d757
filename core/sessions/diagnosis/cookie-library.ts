/**
 * What tough-cookie says of a Set-Cookie line: why a browser refuses it, or null. Asked for Domain, public suffixes and
 * name prefixes only; it knows nothing of Secure over http, SameSite and sizes (browser-verdict.ts).
 */
export type CookieJudge = (line: string, url: string) => 'domain' | 'public-suffix' | 'prefix' | null;

/** Loads the library when a cookie needs it: its list of public suffixes is large, and few cookies have a Domain. */
export async function loadCookieJudge(): Promise<CookieJudge> {
  const { CookieJar } = await import('tough-cookie');
  return (line, url) => {
    const jar = new CookieJar(undefined, { prefixSecurity: 'strict', rejectPublicSuffixes: true });
    try {
      jar.setCookieSync(line, url);
      return null;
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (/prefix/i.test(message)) return 'prefix';
      if (/public suffix/i.test(message)) return 'public-suffix';
      return /domain/i.test(message) ? 'domain' : null;
    }
  };
}
