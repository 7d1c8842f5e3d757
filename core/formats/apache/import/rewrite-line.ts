import type { BuiltSite } from './build-sites.ts';
import type { Directive } from './directive.ts';
import { type ServerDraft, type Surroundings, splitBalancerUrl } from './draft.ts';
import { refusals } from './fits.ts';
import type { Notebook } from './notebook.ts';

/** A RewriteRule that proxies everything: as good as a ProxyPass, which can be offered instead. */
export interface ProxyingRule {
  readonly place: Directive;
  readonly server: ServerDraft;
  readonly url: string;
}

/** Lists what RewriteRule lines do to balancing; none of it is taken over without being asked for. */
export class RewriteLines {
  readonly #everything: ProxyingRule[] = [];
  readonly #notebook: Notebook;
  #conditions: Directive[] = [];

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
  }

  /** Offers to map what rules send everywhere, now that the sites are there. */
  offer(built: readonly BuiltSite[]): void {
    for (const { place, server, url } of this.#everything) {
      const index = built.findIndex((one) => one.server === server);
      const site = built[index]?.site;
      const isMapped = site?.proxyPass.some(({ path }) => path === '/') === true;
      const message = `the rule sends every request to ${url}; a project maps paths with proxyPass only`;
      if (site === undefined || isMapped || refusals.mapping({ path: '/', url }) !== null) {
        this.#notebook.note(place, 'left-out', message);
        continue;
      }
      this.#notebook.note(place, 'left-out', message, () => ({
        label: `Map / to ${url}`,
        steps: [{ path: `$.sites[${index}].proxyPass`, value: [...site.proxyPass, { path: '/', url }] }],
      }));
    }
  }

  condition(directive: Directive): void {
    this.#conditions.push(directive);
    this.#notebook.note(directive, 'left-out', 'rewriting is not followed');
  }

  rule(directive: Directive, around: Surroundings): void {
    const conditions = this.#conditions;
    this.#conditions = [];
    const [pattern = '', target = '', flags = ''] = directive.words;
    if (!/^\[(?:.*,)?\s*(?:p|proxy)\s*(?:,.*)?\]$/i.test(flags)) {
      this.#notebook.note(directive, 'left-out', 'rewriting is not followed; this rule does not proxy ([P])');
      return;
    }
    const url =
      conditions.length === 0 && around.location === null ? plainTarget(pattern, target) : undefined;
    // Said at the end, when it is known where a mapping could go.
    if (url !== undefined) this.#everything.push({ place: directive, server: around.server, url });
    else if (/^wss?:/i.test(target)) {
      this.#notebook.note(
        directive,
        'left-out',
        'WebSockets by RewriteRule: members get upgrade=websocket instead, and need no rule',
      );
    } else {
      const to = splitBalancerUrl(target);
      const what = to === undefined ? 'a target' : `balancer://${to.name}`;
      this.#notebook.note(
        directive,
        'left-out',
        `the rule sends requests to ${what}; a project maps paths with proxyPass only`,
      );
    }
  }
}

/** The URL of a rule that puts the whole path behind it, or `undefined`. */
function plainTarget(pattern: string, target: string): string | undefined {
  if (['^/(.*)$', '^/(.*)', '/(.*)$'].includes(pattern) && /^[^$%]*\/\$1$/.test(target))
    return target.slice(0, -2);
  if (
    ['^(/.*)$', '^(.*)$', '^(/.*)', '(.*)', '^(.*)'].includes(pattern) &&
    /^[^$%]*[^$%/]\$1$/.test(target)
  ) {
    return `${target.slice(0, -2)}/`;
  }
  return undefined;
}
