import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerPlan } from '../peers/plan.ts';
import type { NginxForm } from './upstreams.ts';

/** Says, above the blocks, what nginx does otherwise: one sentence a setting (proved in test/parity/nginx). */
export function writeNginxDifferences(out: LineWriter, plan: PeerPlan, form: NginxForm): void {
  for (const balancer of plan.balancers) writeBalancerDifferences(out, balancer, form);
  const site = plan.listens
    .flatMap(({ sites }) => sites)
    .find((one) => one.site.preserveHost !== true && one.mappings.some(({ to }) => to.kind === 'balancer'));
  if (site !== undefined) {
    out.differs(
      `${site.path}.preserveHost`,
      'members see the Host that the browser sent; Apache sends each member its own, and nginx cannot before it chooses',
    );
  }
}

function writeBalancerDifferences(
  out: LineWriter,
  { balancer, path, members, sticky, cookie }: PeerBalancer,
  form: NginxForm,
): void {
  const [first] = members;
  if (first === undefined) return;
  out.differs(
    `${path}.maxattempts`,
    'when nobody answers nginx says 502, and 504 to a time-out; Apache says 503 and 502',
  );
  if (members.length > 1) {
    out.differs(
      `${path}.failontimeout`,
      'nginx sends a GET again to the next member when one breaks off or is too slow after it had the request; Apache never does',
    );
  }
  if (balancer.lbmethod === 'bytraffic')
    out.differs(`${path}.lbmethod`, 'nginx does not balance by bytes; it takes turns by the weights');
  if ((balancer.failonstatus ?? []).length > 0)
    out.leaveOut(`${path}.failonstatus`, 'nginx marks no member for an answer that it hands on');
  if (balancer.failontimeout === true)
    out.differs(`${path}.failontimeout`, 'a time-out always counts against the member here');
  if ((balancer.timeout ?? 0) > 0)
    out.leaveOut(`${path}.timeout`, 'nginx does not hold a request back until a member is usable again');
  if (balancer.forcerecovery !== false && members.length > 1) {
    out.differs(
      `${path}.forcerecovery`,
      'when all have failed nginx waits for fail_timeout of one of them; Apache asks them all again with the next request',
    );
  }
  if (sticky !== null) {
    out.differs(`${path}.stickysession`, 'nginx finds the cookie regardless of the case of its name');
    if (form === 'sticky') writeStickyDifferences(out, { balancer, path, cookie });
    if (form === 'map' && balancer.nofailover !== true && members.some(({ role }) => role === 'active')) {
      out.differs(
        `${first.path}.retry`,
        'each route has an upstream of its own, which learns for itself that a member is down: one refused connection more',
      );
    }
    if (members.length > 1)
      out.differs(
        `${path}.lbmethod`,
        'requests of pinned sessions do not count for whose turn is next; in Apache they do',
      );
  }
  const lowest = Math.min(...members.map(({ member }) => member.lbset ?? 0));
  for (const { member, flags, path: place, role, cookieValue } of members) {
    if (form === 'map' && cookie !== null && cookieValue === null)
      out.differs(
        `${place}.route`,
        'a member without a route that can be written: nginx sets no cookie for it, Apache sets one each time',
      );
    if (flags.includes('R'))
      out.differs(
        `${place}.status`,
        'a spare takes the place of any unusable member in Apache; here it is a backup, used only when all others are down',
      );
    if (flags.includes('C'))
      out.leaveOut(`${place}.status`, 'a member cannot start as one that failed its check (C)');
    if (role === 'backup' && balancer.lbmethod === 'bybusyness' && flags.includes('H'))
      out.differs(`${place}.status`, 'a backup is chosen by turns');
    if ((member.lbset ?? 0) > lowest)
      out.differs(
        `${place}.lbset`,
        'nginx knows members and backups, no further sets; this member is a backup',
      );
    if (member.hcmethod !== undefined && member.hcmethod !== 'None') {
      out.leaveOut(
        `${place}.hcmethod`,
        'nginx without a subscription asks no member how it is; one is out after it refused a request',
      );
    }
    if ((member.ping ?? 0) > 0)
      out.leaveOut(`${place}.ping`, 'nginx does not ask a member with Expect: 100-continue before a request');
    if ((member.acquire ?? 0) > 0)
      out.leaveOut(
        `${place}.acquire`,
        'nginx does not wait for a free connection; beyond max_conns it takes the next member',
      );
    if (member.disablereuse === false)
      out.leaveOut(
        `${place}.disablereuse`,
        'connections to members are not kept unless "keepalive" is added to the upstream',
      );
    if (member.responsefieldsize !== undefined && member.responsefieldsize !== 8192)
      out.leaveOut(`${place}.responsefieldsize`, 'nginx bounds the whole head by proxy_buffer_size');
    if (member.retry === 0)
      out.differs(
        `${place}.retry`,
        'Apache never lets a pinned session go with retry=0; here it fails over like any other',
      );
    if (form === 'map' && sticky !== null && balancer.nofailover !== true && role === 'backup')
      out.differs(
        `${place}.status`,
        'one in a thousand sessions whose member is down comes here although others are up: nginx has no order among those who stand behind a member',
      );
    if ((member.redirect ?? '') !== '' && form === 'sticky')
      out.leaveOut(`${place}.redirect`, 'nginx cannot name who takes over; sessions are balanced anew');
  }
  const unnamed = members.find(
    ({ member, target }) => member.upgrade === undefined && target.scheme.startsWith('http'),
  );
  if (unnamed !== undefined)
    out.differs(
      `${unnamed.path}.upgrade`,
      'upgrades (WebSockets) go to every member; Apache takes them off where a member has no upgrade=',
    );
}

function writeStickyDifferences(
  out: LineWriter,
  { balancer, path, cookie }: Pick<PeerBalancer, 'balancer' | 'path' | 'cookie'>,
): void {
  if (cookie !== null) {
    out.differs(
      `${path}.routeCookie`,
      'nginx sets the cookie on every answer; Apache only when the route changed',
    );
    out.differs(
      `${path}.stickysessionsep`,
      'the whole value has to be that of a member: abc.1 is no session of route 1 here, and an id in the URL is not looked at',
    );
  }
  if (balancer.nofailover === true)
    out.leaveOut(
      `${path}.nofailover`,
      'a session whose member is down is balanced anew, with a new cookie; nginx cannot refuse it',
    );
}
