import type { BalancerDraft, ServerDraft } from './draft.ts';
import type { Notebook } from './notebook.ts';

/**
 * The balancers of all servers as one list, which is what a project has. In httpd each virtual host has a list of its
 * own, and the main server's balancers in it as well.
 */
export class ResolvedBalancers {
  /** In the order in which the configuration names them. */
  readonly list: readonly BalancerDraft[];
  readonly #notebook: Notebook;
  readonly #main: ServerDraft;
  readonly #servers: readonly ServerDraft[];
  /** What a server's own draft turned into. */
  readonly #merged = new Map<BalancerDraft, BalancerDraft>();
  /** Which server's value stands for a setting of a balancer, when not the one that declared it. */
  readonly #setBy = new Map<BalancerDraft, Map<string, ServerDraft>>();

  constructor(notebook: Notebook, main: ServerDraft, hosts: readonly ServerDraft[]) {
    this.#notebook = notebook;
    this.#main = main;
    this.#servers = [main, ...hosts];
    const drafts = this.#servers
      .flatMap((server) => [...server.balancers.values()].map((draft) => ({ server, draft })))
      .sort((a, b) => notebook.compare(a.draft.first, b.draft.first));
    const standing: BalancerDraft[] = [];
    for (const { server, draft } of drafts) {
      if (draft.declared !== null && !this.#joinsTwin(draft, standing)) {
        this.#giveOwnName(server, draft, standing);
        standing.push(draft);
      }
    }
    for (const { server, draft } of drafts) {
      if (draft.declared === null && !this.#joinsDeclared(server, draft, standing)) standing.push(draft);
    }
    const order = (draft: BalancerDraft): number => drafts.findIndex((entry) => entry.draft === draft);
    this.list = standing
      .filter((draft) => draft.declared !== null || Object.keys(draft.settings).length > 0)
      .sort((a, b) => order(a) - order(b));
  }

  /** The balancer that a name in lower case stands for in a server; `undefined` when nothing but the name is known. */
  of(server: ServerDraft, key: string): BalancerDraft | undefined {
    const draft = server.balancers.get(key) ?? this.#main.balancers.get(key);
    if (draft === undefined) return undefined;
    const found = this.#merged.get(draft) ?? draft;
    return this.list.includes(found) ? found : undefined;
  }

  /** Whether an equal balancer of the same name, declared for another host, stands already; then both are one. */
  #joinsTwin(draft: BalancerDraft, standing: readonly BalancerDraft[]): boolean {
    const twin = standing.find((other) => other.key === draft.key && contentOf(other) === contentOf(draft));
    if (twin === undefined) return false;
    this.#merged.set(draft, twin);
    this.#notebook.note(
      draft.declared ?? draft.first,
      'read-as',
      `balancer://${draft.name} stands in several virtual hosts with the same members: here they share one balancer and its counters`,
    );
    return true;
  }

  #giveOwnName(server: ServerDraft, draft: BalancerDraft, standing: readonly BalancerDraft[]): void {
    const isTaken = (name: string): boolean =>
      standing.some((other) => other.name.toLowerCase() === name.toLowerCase());
    if (!isTaken(draft.name)) return;
    const old = draft.name;
    let number = 2;
    while (isTaken(`${old}-${number}`)) number++;
    draft.name = `${old}-${number}`;
    for (const mapping of [...server.mappings, ...server.locationMappings]) {
      if (mapping.balancer === draft.key) {
        mapping.url = mapping.url.replace(
          /^(balancer:\/\/)[^/]*/i,
          `$1${draft.name.replaceAll('$', '$$$$')}`,
        );
      }
    }
    this.#notebook.note(
      draft.declared ?? draft.first,
      'read-as',
      `another virtual host has a balancer://${old} of its own: this one is called ${draft.name} here`,
    );
  }

  /** A name that only ProxyPass lines use is the balancer that the main server, or else another host, declares. */
  #joinsDeclared(server: ServerDraft, draft: BalancerDraft, standing: readonly BalancerDraft[]): boolean {
    const mains = this.#main.balancers.get(draft.key);
    const ofMain = mains?.declared == null ? undefined : mains;
    const target = ofMain ?? standing.find((other) => other.key === draft.key);
    if (target === undefined || target === draft) return false;
    if (ofMain === undefined && target.declared !== null) {
      this.#notebook.note(
        draft.first,
        'read-as',
        `balancer://${draft.name} is declared in another virtual host, where Apache does not look for it: the requests get 503 there, and are balanced here`,
      );
    }
    const method = target.settings.lbmethod ?? 'byrequests';
    if (ofMain !== undefined && method !== 'byrequests' && draft.settings.lbmethod === undefined) {
      this.#notebook.note(
        draft.first,
        'read-as',
        `inside a virtual host Apache goes back to byrequests unless this line says lbmethod=${method} too; here it is ${method}`,
      );
    }
    if (
      ofMain !== undefined &&
      draft.settings.failonstatus !== undefined &&
      ofMain.settings.failonstatus === undefined
    ) {
      this.#notebook.note(
        draft.places.get('failonstatus') ?? draft.first,
        'refused',
        'Apache 2.4 dies of failonstatus here (a segmentation fault, seen on 2.4.71): say it with ProxySet where the members are',
      );
    }
    this.#merged.set(draft, target);
    this.#takeSettings(server, draft, target);
    return true;
  }

  #takeSettings(server: ServerDraft, from: BalancerDraft, to: BalancerDraft): void {
    const setBy = this.#setBy.get(to) ?? new Map<string, ServerDraft>();
    this.#setBy.set(to, setBy);
    for (const [key, value] of Object.entries(from.settings)) {
      const place = from.places.get(key) ?? from.first;
      const known = to.settings[key as keyof typeof to.settings];
      const other = setBy.get(key);
      if (other !== undefined && other !== server && JSON.stringify(known) !== JSON.stringify(value)) {
        this.#notebook.note(
          place,
          'left-out',
          `${key}: another virtual host sets it otherwise for balancer://${to.name}, and a project has one balancer for all`,
        );
        continue;
      }
      setBy.set(key, server);
      Object.assign(to.settings, { [key]: value });
      to.places.set(key, place);
    }
  }
}

function contentOf(draft: BalancerDraft): string {
  return JSON.stringify([draft.members.map(({ url, settings }) => [url, settings]), draft.settings]);
}
