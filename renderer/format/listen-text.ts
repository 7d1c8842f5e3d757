import type { SiteView } from '../../core/contract/index.ts';

/** Where a site listens, with the port that the system gave for port 0: its address has it once it accepts. */
export function listenText({ listen, url, state }: Pick<SiteView, 'listen' | 'url' | 'state'>): string {
  if (state !== 'listening' || !listen.endsWith(':0')) return listen;
  const { port } = new URL(url);
  return port === '' ? listen : `${listen.slice(0, -1)}${port}`;
}
