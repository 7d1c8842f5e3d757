import { change, type ProjectLint } from '../lint.ts';
import { freeRoutes } from '../project-view.ts';

export const notSticky: ProjectLint = {
  id: 'not-sticky',
  severity: 'hint',
  finds: 'a balancer of several members with neither a route cookie nor `stickysession`',
  symptom:
    'Each request may go to another member: what a member keeps in memory (sessions, caches) seems to come and go.',
  advice:
    'Add stickysession, a route for each member and a route cookie, unless the members share their sessions.',
  *find(view) {
    for (const place of view.balancers) {
      const { balancer, path, members } = place;
      if ((balancer.stickysession ?? '') !== '' || balancer.routeCookie != null || members.length < 2)
        continue;
      const routes = freeRoutes(place);
      yield {
        path: `${path}.stickysession`,
        message: `${balancer.name} has ${members.length} members and nothing that keeps a client at one of them.`,
        mend: change(
          'Make it sticky by ROUTEID',
          { path: `${path}.stickysession`, value: 'ROUTEID' },
          { path: `${path}.routeCookie`, value: { name: 'ROUTEID', path: '/' } },
          ...members
            .filter(({ route }) => route === '')
            .map((member) => ({ path: `${member.path}.route`, value: routes.next().value })),
        ),
      };
    }
  },
};
