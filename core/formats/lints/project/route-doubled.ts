import { type ProjectLint, set } from '../lint.ts';
import { freeRoutes, type MemberPlace } from '../project-view.ts';

/** A standby that shares a route is its natural backup (APACHE.md §1.6) and no finding. */
export const routeDoubled: ProjectLint = {
  id: 'route-doubled',
  severity: 'error',
  finds: 'two members of a balancer with the same `route`, neither a standby',
  symptom:
    'Every session of that route goes to the first of the two; the sessions that the second one began are lost.',
  advice:
    'Give each member a route of its own, or make the second a standby (status=+H) if it is meant as a backup.',
  *find(view) {
    for (const place of view.balancers) {
      if (place.sticky === null) continue;
      const routes = freeRoutes(place);
      const first = new Map<string, MemberPlace>();
      for (const member of place.members) {
        if (member.route === '' || member.flags.includes('H')) continue;
        const earlier = first.get(member.route);
        if (earlier === undefined) first.set(member.route, member);
        else {
          const free = routes.next().value;
          yield {
            path: `${member.path}.route`,
            message: `${member.member.url} has the same route "${member.route}" as ${earlier.member.url}.`,
            mend: set(`Set route to "${free}"`, `${member.path}.route`, free),
          };
        }
      }
    }
  },
};
