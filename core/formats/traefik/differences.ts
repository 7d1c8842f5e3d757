import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember, PeerPlan } from '../peers/plan.ts';

/** Those that Traefik can have: it knows neither draining nor standbys nor sets. */
export function usable({ members }: PeerBalancer): readonly PeerMember[] {
  const active = members.filter(({ role }) => role === 'active');
  return active.length > 0
    ? active
    : members.filter(({ role, flags }) => role === 'backup' && !flags.includes('R'));
}

/** Says, above the routers, what Traefik does otherwise: one sentence a setting. */
export function writeTraefikDifferences(out: LineWriter, plan: PeerPlan): void {
  for (const balancer of plan.balancers) writeBalancerDifferences(out, balancer);
  const site = plan.listens
    .flatMap(({ sites }) => sites)
    .find((one) => one.site.preserveHost !== true && one.mappings.some(({ to }) => to.kind !== 'none'));
  if (site !== undefined) {
    out.differs(
      `${site.path}.preserveHost`,
      'members see the Host that the browser sent; with their own Traefik could not mend their redirects',
    );
  }
  const reversed = plan.listens
    .flatMap(({ sites }) => sites)
    .find((one) => one.site.proxyPassReverse !== false && one.mappings.length > 0);
  if (reversed !== undefined)
    out.leaveOut(`${reversed.path}.proxyPassReverse`, 'Traefik hands redirects of members on as they are');
}

function writeBalancerDifferences(out: LineWriter, balancer: PeerBalancer): void {
  const { balancer: settings, path, members, sticky, cookie } = balancer;
  const kept = usable(balancer);
  if (sticky !== null) {
    if (cookie === null) {
      out.differs(
        `${path}.stickysession`,
        'Traefik cannot follow the route in a cookie of the application; it pins with a cookie of its own, "lb"',
      );
    } else {
      out.differs(
        `${path}.routeCookie`,
        "the value is a hash of the member's URL and no route: cookies that Apache has set are balanced anew once, and a member with another address is another",
      );
    }
    out.differs(
      `${path}.stickysessionsep`,
      'there is no separator and no route: the whole value counts, and an id in the URL is not looked at',
    );
  }
  if (settings.nofailover === true)
    out.leaveOut(
      `${path}.nofailover`,
      'a session whose member is known to be down is balanced anew, with a new cookie; Traefik cannot refuse it',
    );
  if (settings.lbmethod === 'bytraffic')
    out.differs(`${path}.lbmethod`, 'Traefik does not balance by bytes; it takes turns');
  if (settings.lbmethod === 'bybusyness')
    out.differs(`${path}.lbmethod`, 'Traefik takes the less busy of two members that it draws by chance');
  if ((settings.failonstatus ?? []).length > 0)
    out.leaveOut(`${path}.failonstatus`, 'passive checks count 5xx answers, no list of them');
  if ((settings.timeout ?? 0) > 0)
    out.leaveOut(`${path}.timeout`, 'Traefik does not hold a request back until a member is usable again');
  if (settings.failontimeout === true)
    out.leaveOut(`${path}.failontimeout`, 'a time-out always counts against the member');
  if (members.length > 0) {
    out.differs(
      `${path}.maxattempts`,
      'when nobody answers Traefik says 502, or 503 once every member is known to be down; Apache says 503',
    );
    if (settings.forcerecovery !== false)
      out.differs(
        `${path}.forcerecovery`,
        'when all have failed Traefik waits for the failure window; Apache asks them all again with the next request',
      );
  }
  for (const one of members) {
    const { member, flags, path: place, role } = one;
    if (!kept.includes(one)) {
      const reason =
        role === 'drained'
          ? 'Traefik has no draining: this member is not written, and its sessions move at once'
          : role === 'off'
            ? 'a member that is disabled or stopped is not written'
            : 'Traefik has no standbys or sets within a service: this member is not written';
      out.leaveOut(flags === '' ? `${place}.lbset` : `${place}.status`, reason);
      continue;
    }
    if (member.retry === 0)
      out.differs(`${place}.retry`, 'a member is not remembered as failed; a retry may meet it again');
    if ((member.redirect ?? '') !== '')
      out.leaveOut(`${place}.redirect`, 'Traefik cannot name who takes over; sessions are balanced anew');
    if ((member.max ?? 0) > 0) out.leaveOut(`${place}.max`, 'connections to a member are not bounded');
    if ((member.acquire ?? 0) > 0)
      out.leaveOut(`${place}.acquire`, 'Traefik does not wait for a free connection');
    if ((member.ping ?? 0) > 0)
      out.leaveOut(`${place}.ping`, 'Traefik does not ask a member before a request');
    if ((member.timeout ?? 0) > 0)
      out.leaveOut(
        `${place}.timeout`,
        'time-outs of members belong to a serversTransport; the default waits without an end',
      );
    if ((member.connectiontimeout ?? 0) > 0)
      out.leaveOut(
        `${place}.connectiontimeout`,
        'time-outs of members belong to a serversTransport; the default is 30 s',
      );
    if (member.disablereuse === true)
      out.leaveOut(`${place}.disablereuse`, 'connections to members are kept');
    if (member.hcmethod === 'TCP')
      out.leaveOut(`${place}.hcmethod`, 'Traefik checks with a request only, not with a bare connection');
    if ((member.hcpasses ?? 1) > 1 || (member.hcfails ?? 1) > 1)
      out.leaveOut(
        `${place}.hcfails`,
        'one failed check takes a member out, one passed check brings it back',
      );
    if (member.responsefieldsize !== undefined && member.responsefieldsize !== 8192)
      out.leaveOut(`${place}.responsefieldsize`, 'Traefik bounds the whole head, for all members');
    if (flags.includes('I')) out.leaveOut(`${place}.status`, 'every member counts its failures');
  }
  const unnamed = kept.find(
    ({ member, target }) => member.upgrade === undefined && target.scheme.startsWith('http'),
  );
  if (unnamed !== undefined)
    out.differs(
      `${unnamed.path}.upgrade`,
      'upgrades (WebSockets) go to every member; Apache takes them off where a member has no upgrade=',
    );
}
