import { type ProjectLint, set } from '../lint.ts';
import { freeRoutes } from '../project-view.ts';

/** USERS.md §0 row 14. Each finding offers a route of its own, so that all of them can be applied. */
export const routeMissing: ProjectLint = {
  id: 'route-missing',
  severity: 'error',
  finds: 'a member of a sticky balancer without `route`',
  symptom:
    'Its sessions are never sticky: each of its answers carries a fresh cookie such as ROUTEID=. with no route.',
  advice: 'Give each member a route of its own.',
  *find(view) {
    for (const place of view.balancers) {
      if (place.sticky === null) continue;
      const routes = freeRoutes(place);
      for (const { member, path, route } of place.members) {
        if (route !== '') continue;
        const free = routes.next().value;
        yield {
          path: `${path}.route`,
          message: `${member.url} has no route, so no session can name it.`,
          mend: set(`Set route to "${free}"`, `${path}.route`, free),
        };
      }
    }
  },
};
