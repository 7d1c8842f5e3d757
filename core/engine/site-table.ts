import type { BalancerSettings, SiteSettings } from '../contract/index.ts';
import { chooseSite, type ReverseRules, reverseRules } from '../decision/index.ts';

/** A site with what is worked out once for all its requests. */
export interface ReadySite {
  readonly settings: SiteSettings;
  readonly reverseRules: ReverseRules;
}

/** The sites of one listen address. Made anew by each edit, never changed. */
export class SiteTable {
  readonly sites: readonly ReadySite[];
  readonly #settings: readonly SiteSettings[];

  /** `sites` are those of one listen address in the project's order; there is at least one. */
  constructor(sites: readonly SiteSettings[], balancers: readonly BalancerSettings[]) {
    this.#settings = sites;
    this.sites = sites.map((settings) => ({ settings, reverseRules: reverseRules(settings, balancers) }));
  }

  /** The site for the request's host; the first when none has that name (APACHE.md §6.6, name-based sites). */
  choose(host: string | null): ReadySite {
    const [first] = this.sites;
    if (first === undefined) throw new Error('a listener without sites');
    if (this.sites.length === 1) return first;
    const chosen = chooseSite(this.#settings, host);
    return this.sites.find((site) => site.settings === chosen) ?? first;
  }
}
