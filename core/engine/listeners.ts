import { createSecureContext, type SecureContextOptions } from 'node:tls';
import {
  fail,
  type ProjectSettings,
  type Result,
  type SiteSettings,
  type SiteView,
  succeed,
  type Trouble,
} from '../contract/index.ts';
import { chooseSite } from '../decision/index.ts';
import type { ExchangeSurroundings } from './exchange-surroundings.ts';
import { type InFlight, sumInFlight } from './in-flight.ts';
import { Listener, type ListenerTls } from './listener.ts';
import { SiteTable } from './site-table.ts';

/** Gives the key and certificate of a site with `tls: true`. */
export type TlsContextFor = (site: SiteSettings) => SecureContextOptions | Promise<SecureContextOptions>;

/** An edit of the listeners that has been prepared: everything new is open, nothing else has changed yet. */
export interface PreparedListeners {
  /** Serves the new sites and closes what is no longer wanted. Can't fail. */
  commit(settings: ProjectSettings): void;
  /** Puts everything back. */
  rollBack(): Promise<void>;
}

/** All listen addresses that are open. */
export class Listeners {
  readonly #surroundings: ExchangeSurroundings;
  readonly #tlsContextFor: TlsContextFor | null;
  #open = new Map<string, Listener>();
  /** Closed, but with requests still under way. */
  readonly #closing = new Set<Listener>();

  constructor(surroundings: ExchangeSurroundings, tlsContextFor: TlsContextFor | null) {
    this.#surroundings = surroundings;
    this.#tlsContextFor = tlsContextFor;
  }

  get(listen: string): Listener | undefined {
    return this.#open.get(listen);
  }

  isOurs(address: string, port: number): boolean {
    for (const listener of this.#open.values()) if (listener.answersAt(address, port)) return true;
    return false;
  }

  /**
   * Opens what `settings` need and is not open yet; all or nothing. A listener that goes and holds the port of one that
   * comes (`127.0.0.1:80` → `*:80`) is closed first, and opened again if that fails.
   */
  async prepare(settings: ProjectSettings | null): Promise<Result<PreparedListeners, Trouble>> {
    const wanted = sitesByListen(settings);
    const tls = new Map<string, ListenerTls>();
    for (const [listen, sites] of wanted) {
      const made = await this.#tlsOf(listen, sites);
      if (!made.ok) return made;
      if (made.value !== null) tls.set(listen, made.value);
    }
    const leaving = [...this.#open.values()].filter((listener) => !wanted.has(listener.listen));
    const opened: Listener[] = [];
    const stopped: Listener[] = [];
    const rollBack = async (): Promise<void> => {
      for (const listener of opened) listener.close();
      for (const listener of stopped) await listener.open();
    };
    for (const [listen, sites] of wanted) {
      if (this.#open.has(listen)) continue;
      const [first] = sites;
      if (first === undefined) continue;
      for (const listener of leaving) {
        if (listener.wantedPort !== first.port || first.port === 0 || !listener.isOpen) continue;
        await listener.stopListening();
        stopped.push(listener);
      }
      const listener = new Listener(listen, first.host, first.port, this.#surroundings);
      const result = await listener.open();
      if (!result.ok) {
        await rollBack();
        return result;
      }
      opened.push(listener);
    }
    const commit = (settings: ProjectSettings): void => {
      for (const listener of opened) this.#open.set(listener.listen, listener);
      for (const [listen, sites] of wanted) {
        const content = { sites: new SiteTable(sites, settings.balancers), tls: tls.get(listen) ?? null };
        this.#open.get(listen)?.serve(content);
      }
      for (const listener of leaving) this.#close(listener);
    };
    return succeed({ commit, rollBack });
  }

  /** The state of every site, for views. `trouble` is the failure of the last attempt to open, if any. */
  views(settings: ProjectSettings | null, trouble: Trouble | null): readonly SiteView[] {
    return (settings?.sites ?? []).map((site): SiteView => {
      const listener = this.#open.get(site.listen);
      const isOpen = listener?.isOpen === true;
      return {
        name: site.name,
        url: urlOf(site, listener?.port ?? site.port),
        listen: site.listen,
        state: isOpen ? 'listening' : trouble === null ? 'stopped' : 'failed',
        trouble: isOpen ? null : (trouble?.message ?? null),
      };
    });
  }

  /** Whoever answers: a member, a plain server, or we ourselves. Listeners that an edit has closed count, too. */
  inFlight(): InFlight {
    return sumInFlight([...this.#open.values(), ...this.#closing].map((listener) => listener.inFlight()));
  }

  /** Closes every listener at once, and tunnels with them; requests under way go on. */
  closeAll(): void {
    for (const listener of [...this.#open.values()]) this.#close(listener);
    for (const listener of this.#closing) listener.endTunnels();
  }

  /** Resolves when no client connection is left. */
  async drained(): Promise<void> {
    await Promise.all([...this.#closing].map((listener) => listener.drained()));
  }

  /** Cuts every client connection of closed listeners. */
  destroyConnections(): void {
    for (const listener of this.#closing) listener.destroyConnections();
  }

  #close(listener: Listener): void {
    this.#open.delete(listener.listen);
    listener.close();
    this.#closing.add(listener);
    void listener.drained().then(() => this.#closing.delete(listener));
  }

  async #tlsOf(listen: string, sites: readonly SiteSettings[]): Promise<Result<ListenerTls | null, Trouble>> {
    const wanting = sites.filter((site) => site.tls);
    if (wanting.length === 0) return succeed(null);
    if (wanting.length < sites.length) {
      return fail({
        code: 'bad-project',
        message: `of the sites on ${listen} some have "tls": true and some have not`,
        hint: 'Sites that share a listen address share how they are spoken to: set "tls" on all of them or on none.',
      });
    }
    if (this.#tlsContextFor === null) {
      return fail({
        code: 'not-available',
        message: `the site "${sites[0]?.name}" wants TLS, and there is no certificate for it`,
        hint: 'Remove "tls": true from the site.',
      });
    }
    const made = new Map<SiteSettings, SecureContextOptions>();
    try {
      for (const site of sites) made.set(site, await this.#tlsContextFor(site));
      return succeed(listenerTls(sites, made));
    } catch (error) {
      return fail({
        code: 'not-available',
        message: `no certificate for ${listen}: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
}

function listenerTls(
  sites: readonly SiteSettings[],
  made: ReadonlyMap<SiteSettings, SecureContextOptions>,
): ListenerTls {
  const contexts = new Map([...made].map(([site, options]) => [site, createSecureContext(options)]));
  const first = made.values().next().value ?? {};
  return {
    first,
    contextFor: (name) => {
      const site = chooseSite(sites, name);
      return (site === undefined ? undefined : contexts.get(site)) ?? createSecureContext(first);
    },
  };
}

function sitesByListen(settings: ProjectSettings | null): Map<string, SiteSettings[]> {
  const byListen = new Map<string, SiteSettings[]>();
  for (const site of settings?.sites ?? []) {
    const known = byListen.get(site.listen);
    if (known === undefined) byListen.set(site.listen, [site]);
    else known.push(site);
  }
  return byListen;
}

/** What to open in a browser. */
function urlOf(site: SiteSettings, port: number): string {
  const scheme = site.tls ? 'https' : 'http';
  const isAnywhere = site.serverName === '*' || site.serverName === '0.0.0.0' || site.serverName === '::';
  const name = isAnywhere ? 'localhost' : site.serverName;
  const host = name.includes(':') ? `[${name}]` : name;
  return `${scheme}://${host}${port === (site.tls ? 443 : 80) ? '' : `:${port}`}/`;
}
