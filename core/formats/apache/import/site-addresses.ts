import type { ListenDraft, ServerDraft } from './draft.ts';
import type { Notebook, Place } from './notebook.ts';

/** Where a server is asked: one site of the project for each. */
export interface SiteAddress {
  readonly server: ServerDraft;
  /** `host:port` as a project has it. */
  readonly listen: string;
  readonly host: string;
  readonly port: number;
}

/** The ports that a server's own configuration opens already, as Debian's and Red Hat's do. */
const USUAL_PORTS: readonly number[] = [80, 443];
/** Where a configuration without any address is put. */
const NOWHERE = { host: '127.0.0.1', port: 8080 } as const;

/**
 * Finds out where each virtual host, and the main server beside them, can be asked: what `<VirtualHost>` names, met with
 * what Listen opens. Configurations that come without their Listen lines (a file of sites-available) stand for themselves.
 */
export function siteAddresses(
  main: ServerDraft,
  hosts: readonly ServerDraft[],
  listens: readonly ListenDraft[],
  notebook: Notebook,
): readonly SiteAddress[] {
  const found: SiteAddress[] = [];
  const known = new Map<ServerDraft, Set<string>>();
  const add = (server: ServerDraft, host: string, port: number): void => {
    const listen = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const own = known.get(server) ?? new Set<string>();
    known.set(server, own);
    if (own.has(listen)) return;
    own.add(listen);
    found.push({ server, listen, host, port });
  };
  const used = new Set<ListenDraft>();
  for (const host of hosts) {
    for (const address of host.addresses) addressOf(host, address, listens, used, add, notebook);
  }
  const proxies = main.mappings.length + main.locationMappings.length > 0;
  for (const listen of listens) {
    if (!proxies || hosts.some((host) => host.addresses.some((address) => covers(address, listen)))) continue;
    used.add(listen);
    add(main, listen.host, listen.port);
  }
  if (listens.length === 0 && hosts.length === 0 && proxies) {
    add(main, NOWHERE.host, NOWHERE.port);
    const first = [...main.mappings, ...main.locationMappings][0];
    if (first !== undefined) {
      notebook.note(
        first.place,
        'assumed',
        'neither Listen nor VirtualHost says where: the site listens on 127.0.0.1:8080',
      );
    }
  }
  for (const listen of listens) {
    const index = found.findIndex(({ host, port }) => port === listen.port && isMet(host, listen));
    if (used.has(listen) && index >= 0) notebook.understood(listen.place, () => `$.sites[${index}].listen`);
    else notebook.note(listen.place, 'left-out', 'nothing is proxied at this address');
  }
  return found;
}

function addressOf(
  server: ServerDraft,
  written: string,
  listens: readonly ListenDraft[],
  used: Set<ListenDraft>,
  add: (server: ServerDraft, host: string, port: number) => void,
  notebook: Notebook,
): void {
  const place = server.place as Place;
  const address = parseAddress(written);
  if (address === undefined) {
    notebook.note(place, 'refused', `${written} is no address`);
    return;
  }
  const matching = listens.filter(
    (listen) => (address.port === null || address.port === listen.port) && isMet(address.host, listen),
  );
  for (const listen of matching) {
    used.add(listen);
    add(server, address.host === '*' ? listen.host : address.host, listen.port);
  }
  if (matching.length > 0) return;
  if (address.port === null) {
    notebook.note(place, 'assumed', `${written} names no port: the site listens on port 80`);
  } else if (listens.length > 0 && !USUAL_PORTS.includes(address.port)) {
    notebook.note(
      place,
      'read-as',
      `no Listen line opens ${written}: Apache would not answer there, the site does`,
    );
  }
  add(server, address.host, address.port ?? 80);
}

/** Whether a Listen line opens (part of) what a host names; `*` on either side does. */
function isMet(host: string, listen: ListenDraft): boolean {
  return host === '*' || isAny(listen.host) || host.toLowerCase() === listen.host.toLowerCase();
}

function isAny(host: string): boolean {
  return host === '*' || host === '0.0.0.0' || host === '::';
}

/** Whether a virtual host takes every request that comes in by a Listen line. */
function covers(written: string, listen: ListenDraft): boolean {
  const address = parseAddress(written);
  if (address === undefined || (address.port !== null && address.port !== listen.port)) return false;
  return address.host === '*' || address.host.toLowerCase() === listen.host.toLowerCase();
}

/** `*:80`, `_default_:443`, `10.0.0.1`, `[::1]:8080`; port null for any. */
function parseAddress(word: string): { readonly host: string; readonly port: number | null } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^:\s[\]/]+)(?::(\d{1,5}|\*))?$/i.exec(word);
  if (match === null) return undefined;
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  const port = match[2] === undefined || match[2] === '*' ? null : Number(match[2]);
  if (port !== null && (port < 1 || port > 65_535)) return undefined;
  return { host: host === '_default_' ? '*' : host, port };
}
