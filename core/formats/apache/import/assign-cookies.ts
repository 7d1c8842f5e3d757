import type { BalancerDraft, CookieDraft, ServerDraft } from './draft.ts';
import type { Notebook } from './notebook.ts';
import type { Paths } from './paths.ts';
import type { ResolvedBalancers } from './resolve-balancers.ts';

/**
 * Gives each balancer the route cookie that its requests get. A Header line reaches every balancer that its server's
 * requests go to, or those that the section around it covers (APACHE.md §7.6); a project has one cookie a balancer.
 */
export function assignCookies(
  main: ServerDraft,
  hosts: readonly ServerDraft[],
  balancers: ResolvedBalancers,
  notebook: Notebook,
  paths: Paths,
): void {
  const lines = [main, ...hosts].flatMap((server) => server.cookies.map((line) => ({ server, line })));
  // A balancer's own section knows best which cookie is meant for it.
  const inOrder = [...lines.filter(({ line }) => isOwn(line)), ...lines.filter(({ line }) => !isOwn(line))];
  for (const { server, line } of inOrder) {
    const reached = reachedBy(line, server, main, hosts, balancers);
    const [first] = reached;
    if (first === undefined) {
      notebook.note(line.place, 'left-out', 'there is no sticky balancer here that it could belong to');
      continue;
    }
    notebook.understood(line.place, () => paths.balancer(first, 'routeCookie'));
    for (const balancer of reached) {
      if (balancer.routeCookie === null) {
        balancer.routeCookie = line.cookie;
        if (line.section !== null && !isOwnOf(line, balancer)) {
          notebook.note(
            line.place,
            'read-as',
            `the section covers balancer://${balancer.name} as well, whose name begins alike: it gets the same cookie`,
          );
        }
      } else if (JSON.stringify(balancer.routeCookie) !== JSON.stringify(line.cookie)) {
        notebook.note(
          line.place,
          'left-out',
          `balancer://${balancer.name} has a route cookie already, and a project has one for each`,
        );
      }
    }
  }
}

function isOwn(line: CookieDraft): boolean {
  return line.section !== null;
}

function sectionName(line: CookieDraft): string {
  return (line.section ?? '')
    .replace(/^balancer:\/\//i, '')
    .replace(/\/$/, '')
    .toLowerCase();
}

function isOwnOf(line: CookieDraft, balancer: BalancerDraft): boolean {
  return sectionName(line) === balancer.key;
}

function reachedBy(
  line: CookieDraft,
  server: ServerDraft,
  main: ServerDraft,
  hosts: readonly ServerDraft[],
  balancers: ResolvedBalancers,
): readonly BalancerDraft[] {
  const servers = server === main ? [main, ...hosts] : [server];
  const used = new Set<BalancerDraft>();
  for (const one of servers) {
    const mappings = [...one.mappings, ...one.locationMappings, ...(one === main ? [] : main.mappings)];
    for (const mapping of mappings) {
      const isInside = line.location === null || isUnder(mapping.path, line.location);
      const found = mapping.balancer === null ? undefined : balancers.of(one, mapping.balancer);
      if (isInside && found !== undefined) used.add(found);
    }
    if (line.location !== null) continue;
    for (const key of one.balancers.keys()) {
      const found = balancers.of(one, key);
      if (found !== undefined) used.add(found);
    }
  }
  // A balancer without a sticky session never changes a route, and gets no cookie whatever the line says. Its own
  // section shows what is meant all the same.
  return balancers.list.filter(
    (balancer) =>
      used.has(balancer) &&
      (line.onlyFor === null || line.onlyFor === balancer.key) &&
      (line.section === null
        ? Boolean(balancer.settings.stickysession)
        : isOwnOf(line, balancer) ||
          (Boolean(balancer.settings.stickysession) && balancer.key.startsWith(sectionName(line)))),
  );
}

/** Whether a mapping's path lies in a `<Location>`. */
function isUnder(path: string, location: string): boolean {
  return path === location || path.startsWith(location.endsWith('/') ? location : `${location}/`);
}
