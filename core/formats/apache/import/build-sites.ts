import { type ProxyPass, type Site, siteSchema } from '../../../contract/index.ts';
import type { MappingDraft, ServerDraft } from './draft.ts';
import { refusals } from './fits.ts';
import type { Notebook, Place } from './notebook.ts';
import type { Paths } from './paths.ts';
import type { ResolvedBalancers } from './resolve-balancers.ts';
import { readReverses } from './reverses.ts';
import type { SiteAddress } from './site-addresses.ts';

/** A site and the server it came from. */
export interface BuiltSite {
  readonly site: Site;
  readonly server: ServerDraft;
}

/** Builds the sites of a project, one for each address of each server. */
export class SiteBuilder {
  readonly #main: ServerDraft;
  readonly #balancers: ResolvedBalancers;
  readonly #notebook: Notebook;
  readonly #paths: Paths;
  readonly #built: BuiltSite[] = [];
  readonly #names = new Set<string>();
  /** Whether each address speaks TLS: the first site of it decides. */
  readonly #tlsOf = new Map<string, boolean>();

  constructor(main: ServerDraft, balancers: ResolvedBalancers, notebook: Notebook, paths: Paths) {
    this.#main = main;
    this.#balancers = balancers;
    this.#notebook = notebook;
    this.#paths = paths;
  }

  build(addresses: readonly SiteAddress[]): readonly BuiltSite[] {
    for (const address of addresses) this.#site(address);
    return this.#built;
  }

  #site({ server, listen, host }: SiteAddress): void {
    const place = server.place ?? server.mappings[0]?.place ?? server.locationMappings[0]?.place;
    const refused = refusals.site('listen', listen);
    if (refused !== null || place === undefined) {
      if (place !== undefined) this.#notebook.note(place, 'left-out', `${listen}: ${refused}`);
      return;
    }
    const index = this.#built.length;
    const serverName = this.#serverName(server, host, index);
    const site: Record<string, unknown> = { name: this.#name(serverName ?? listen, listen), listen };
    if (serverName !== undefined) site.serverName = serverName;
    const aliases = this.#aliases(server, index);
    if (aliases.length > 0) site.serverAlias = aliases;
    if (this.#tls(server, listen, index, place)) site.tls = true;
    const mappings = this.#mappings(server);
    if (this.#preservesHost(server, mappings, index)) site.preserveHost = true;
    site.proxyPass = this.#proxyPass(mappings, index, server.place);
    const reverses = server === this.#main ? server.reverses : [...this.#main.reverses, ...server.reverses];
    const reversed = readReverses(mappings, reverses, (key) => this.#memberUrls(server, key), this.#notebook);
    if (reversed === false) site.proxyPassReverse = false;
    if (mappings.length === 0) {
      this.#notebook.note(place, 'read-as', `nothing is proxied by the site on ${listen}: it answers 404`);
    }
    this.#built.push({ site: site as Site, server });
  }

  #serverName(server: ServerDraft, host: string, index: number): string | undefined {
    const { name } = server;
    if (name === null) return undefined;
    const refused = refusals.site('serverName', name.value);
    if (refused !== null) {
      this.#notebook.note(name.place, 'left-out', refused);
      return undefined;
    }
    this.#notebook.understood(name.place, () => `$.sites[${index}].serverName`);
    return name.value === host ? undefined : name.value;
  }

  /** Names in the window; projects want them different. */
  #name(wanted: string, listen: string): string {
    let name = this.#names.has(wanted) ? `${wanted} on ${listen}` : wanted;
    for (let number = 2; this.#names.has(name); number++) name = `${wanted} on ${listen} (${number})`;
    this.#names.add(name);
    return name;
  }

  #aliases(server: ServerDraft, index: number): readonly string[] {
    return server.aliases.flatMap(({ value, place }) => {
      const [refused] = [siteSchema.shape.serverAlias.safeParse([value])];
      if (refused.success) {
        this.#notebook.understood(place, () => `$.sites[${index}].serverAlias`);
        return [value];
      }
      this.#notebook.note(place, 'left-out', refused.error.issues.map((issue) => issue.message).join('; '));
      return [];
    });
  }

  #tls(server: ServerDraft, listen: string, index: number, place: Place): boolean {
    const said = server.tls ?? this.#main.tls;
    if (said !== null) this.#notebook.understood(said.place, () => `$.sites[${index}].tls`);
    const wanted = said?.value ?? false;
    const tls = this.#tlsOf.get(listen) ?? wanted;
    this.#tlsOf.set(listen, tls);
    if (tls !== wanted) {
      this.#notebook.note(
        place,
        'read-as',
        `${listen} speaks ${tls ? 'TLS' : 'plain HTTP'} for the site before it, so it does for this one`,
      );
    }
    const proto = server.forwardedProto ?? this.#main.forwardedProto;
    if (tls && proto !== null) this.#notebook.understood(proto, () => `$.sites[${index}].tls`);
    else if (tls) {
      this.#notebook.note(
        place,
        'read-as',
        'members are told X-Forwarded-Proto: https here; this configuration does not say it',
      );
    }
    return tls;
  }

  /**
   * Every mapping in the order in which a request meets them: `<Location>` sections before all others, the last one
   * first; of the others the main server's come first (tried on 2.4.71).
   */
  #mappings(server: ServerDraft): readonly MappingDraft[] {
    const main = this.#main;
    if (server === main) return [...main.locationMappings.toReversed(), ...main.mappings];
    return [
      ...server.locationMappings.toReversed(),
      ...main.locationMappings.toReversed(),
      ...main.mappings,
      ...server.mappings,
    ];
  }

  #preservesHost(server: ServerDraft, mappings: readonly MappingDraft[], index: number): boolean {
    const said = server.preserveHost ?? this.#main.preserveHost;
    if (said !== null) this.#notebook.understood(said.place, () => `$.sites[${index}].preserveHost`);
    let value = said?.value ?? false;
    for (const inner of [...this.#main.locationPreserveHost, ...server.locationPreserveHost]) {
      const prefix = inner.path.endsWith('/') ? inner.path : `${inner.path}/`;
      if (mappings.every(({ path, url }) => url === '!' || path === inner.path || path.startsWith(prefix))) {
        value = inner.value;
        this.#notebook.understood(inner.place, () => `$.sites[${index}].preserveHost`);
      } else if (inner.value === value) this.#notebook.understood(inner.place);
      else {
        this.#notebook.note(
          inner.place,
          'left-out',
          'ProxyPreserveHost counts for a whole site here, and other paths have it otherwise',
        );
      }
    }
    return value;
  }

  #proxyPass(mappings: readonly MappingDraft[], index: number, host: Place | null): readonly ProxyPass[] {
    const built: ProxyPass[] = [];
    for (const mapping of mappings) {
      const line = { path: mapping.path, url: mapping.url };
      const refused = refusals.mapping(line);
      if (refused !== null) {
        this.#notebook.note(mapping.place, 'left-out', `ProxyPass ${mapping.path}: ${refused}`);
        continue;
      }
      this.#paths.placeMapping(mapping, `$.sites[${index}].proxyPass[${built.length}]`);
      built.push(line);
    }
    if (host !== null) this.#notebook.understood(host, () => `$.sites[${index}]`);
    return built;
  }

  #memberUrls(server: ServerDraft, key: string): readonly string[] {
    return this.#balancers.of(server, key)?.members.map((member) => member.url) ?? [];
  }
}
