/**
 * A site's address under `name.localhost`: browsers resolve it to this machine by themselves, and cookies without a
 * Domain stay with their host name (TABS.md, cookies and ports).
 */
export function namedUrl(siteUrl: string, name: string): string {
  const url = new URL(siteUrl);
  url.hostname = `${name}.localhost`;
  return url.href;
}
