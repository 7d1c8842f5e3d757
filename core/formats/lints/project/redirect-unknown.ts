import { type ProjectLint, unset } from '../lint.ts';

export const redirectUnknown: ProjectLint = {
  id: 'redirect-unknown',
  severity: 'warning',
  finds: 'a `redirect` to a route that no other member of the balancer has',
  symptom:
    'It is never followed: sessions of a lost member go to whoever the lbmethod chooses, or get 503 with nofailover.',
  advice: 'Name the route of another member.',
  *find(view) {
    for (const { balancer, members } of view.balancers) {
      for (const place of members) {
        const { redirect } = place.member;
        if (redirect === undefined || redirect === '') continue;
        if (members.some((other) => other !== place && other.route === redirect)) continue;
        yield {
          path: `${place.path}.redirect`,
          message: `No other member of ${balancer.name} has the route "${redirect}".`,
          mend: unset('Remove the redirect', `${place.path}.redirect`),
        };
      }
    }
  },
};
