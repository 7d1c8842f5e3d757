import type { Balancer, Mend, Site } from '../../../contract/index.ts';
import type { BalancerDraft, MappingDraft, ServerDraft } from './draft.ts';
import type { Notebook } from './notebook.ts';
import type { Paths } from './paths.ts';
import type { ResolvedBalancers } from './resolve-balancers.ts';

/** What the mends need to know of the project; asked at the end, when it is there. */
export interface ProjectParts {
  readonly balancers: readonly Balancer[];
  readonly sites: readonly Site[];
}

/**
 * Says of each ProxyPass whose balancer has no members that every request gets 503, and offers the one that was
 * declared and is used by nobody: the name is written in two ways more often than not.
 */
export function noteDanglingBalancers(
  servers: readonly ServerDraft[],
  balancers: ResolvedBalancers,
  notebook: Notebook,
  paths: Paths,
  parts: () => ProjectParts,
): void {
  const [main] = servers;
  if (main === undefined) return;
  const uses = servers.flatMap((server) =>
    [...server.mappings, ...server.locationMappings].flatMap((mapping) =>
      mapping.balancer === null ? [] : [{ mapping, used: balancers.of(server, mapping.balancer) }],
    ),
  );
  const unused = balancers.list.filter(
    (draft) => draft.members.length > 0 && !uses.some(({ used }) => used === draft),
  );
  for (const { mapping, used } of uses) {
    if (used !== undefined && used.members.length > 0) continue;
    const [only] = unused;
    const message = `balancer://${mapping.balancer} has no members here: each request gets 503`;
    if (only === undefined || unused.length > 1) {
      notebook.note(mapping.place, 'read-as', message);
      continue;
    }
    notebook.note(
      mapping.place,
      'read-as',
      `${message}. Members are declared for balancer://${only.name}, which no ProxyPass uses`,
      () => mendOf(mapping, used, only, paths, parts()),
    );
  }
}

/** Lets the declared balancer have the name, settings and cookie that were meant for it. */
function mendOf(
  mapping: MappingDraft,
  empty: BalancerDraft | undefined,
  declared: BalancerDraft,
  paths: Paths,
  { balancers }: ProjectParts,
): Mend | undefined {
  const declaredPath = paths.balancer(declared, 'name');
  if (declaredPath === null) return undefined;
  const name = empty?.name ?? /^balancer:\/\/([^/]+)/i.exec(mapping.url)?.[1] ?? '';
  const steps: { path: string; value: unknown }[] = [];
  const emptyAt = empty === undefined ? null : paths.balancer(empty, 'name');
  const from = balancers.find((balancer) => balancer.name === empty?.name);
  const own = balancers.find((balancer) => balancer.name === declared.name);
  if (own === undefined) return undefined;
  // Written as one list, so that no step depends on where another one has moved things.
  const merged: Balancer = { ...own, ...(from ?? {}), name, members: own.members };
  const left = emptyAt === null ? balancers : balancers.filter((balancer) => balancer !== from);
  steps.push({ path: '$.balancers', value: left.map((balancer) => (balancer === own ? merged : balancer)) });
  return { label: `Give the members of ${declared.name} to balancer://${name}`, steps };
}
