import { useMemo } from 'react';
import type { Rehearsal, RehearsalMark, RehearsalMember } from '../../../core/contract/index.ts';
import { identityOfMember } from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';

/** A member with its look. */
export interface LookedMember extends RehearsalMember {
  readonly identity: RouteIdentity;
  /** What a step calls it: its route, or its URL where the route is missing or doubled. */
  readonly name: string;
}

/** The members behind the site of a rehearsal, in the order of its proxyPass lines. */
export function useSiteMembers({ site }: Pick<Rehearsal, 'site'>): readonly LookedMember[] {
  const project = useApp((state) => state.config.project);
  const order = useApp((state) => state.live.routeOrder);
  return useMemo(() => {
    const chosen = site === undefined ? project.sites[0] : project.sites.find(({ name }) => name === site);
    const names = (chosen?.proxyPass ?? []).map(
      ({ url }) => /^balancer:\/\/([^/]+)/i.exec(url)?.[1]?.toLowerCase() ?? '',
    );
    const balancers = [...new Set(names)].flatMap((key) =>
      project.balancers.filter(({ name }) => name.toLowerCase() === key),
    );
    return balancers.flatMap(({ name: balancer, members }) =>
      members.map(({ url, route = '' }): LookedMember => {
        const isOnly = members.filter((other) => other.route === route).length === 1;
        return {
          balancer,
          url,
          route,
          identity: identityOfMember(order, { balancer, url, route }),
          name: route !== '' && isOnly ? route : url,
        };
      }),
    );
  }, [project, order, site]);
}

/** The looks of the members of a run, by place in its list. */
export function useLooks(members: readonly RehearsalMember[]): readonly RouteIdentity[] {
  const order = useApp((state) => state.live.routeOrder);
  return useMemo(() => members.map((member) => identityOfMember(order, member)), [members, order]);
}

/** A mark's words with the member's letter in front, as lanes and chart name it, instead of its route. */
export function lettered(
  { text, member: url }: Pick<RehearsalMark, 'text' | 'member'>,
  members: readonly RehearsalMember[],
  looks: readonly RouteIdentity[],
): string {
  const index = members.findIndex((member) => member.url === url);
  const name = members[index]?.route || url || '';
  const look = looks[index];
  return look !== undefined && text.startsWith(`${name} `)
    ? `${look.letter}${text.slice(name.length)}`
    : text;
}

/** `:13001` of a member on this machine, else its host and port. */
export function shortPlace(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '').replace(/^(?:127\.0\.0\.1|localhost|\[::1\])(?=:)/, '');
}
