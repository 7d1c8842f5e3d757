import { type ProjectLint, unset } from '../lint.ts';
import { isUsable, type MemberPlace } from '../project-view.ts';

/** USERS.md §0 row 18; with nofailover only redirect=, same-route members and same-route standbys help (APACHE.md §2.3). */
export const nofailoverWithoutStandby: ProjectLint = {
  id: 'nofailover-without-standby',
  severity: 'warning',
  finds: '`nofailover=On` with a route that no standby, same-route member or `redirect` stands in for',
  symptom: 'While a member is down, everybody pinned to it gets 503, though others could serve.',
  logCode: 'AH01167',
  advice: 'Add a standby (status=+H) with the same route, a redirect, or leave nofailover out.',
  *find(view) {
    for (const { balancer, path, sticky, members } of view.balancers) {
      if (balancer.nofailover !== true || sticky === null || members.length < 2) continue;
      const alone = members.filter((one) => one.route !== '' && !hasStandIn(one, members));
      if (alone.length === 0) continue;
      const routes = [...new Set(alone.map(({ route }) => route))].join(', ');
      yield {
        path: `${path}.nofailover`,
        message: `Nobody may stand in for ${alone.length === 1 ? 'route' : 'routes'} ${routes} of ${balancer.name}.`,
        mend: unset('Allow failover', `${path}.nofailover`),
      };
    }
  },
};

function hasStandIn(one: MemberPlace, members: readonly MemberPlace[]): boolean {
  return members.some(
    (other) =>
      other !== one && isUsable(other) && (other.route === one.route || other.route === one.member.redirect),
  );
}
