import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerPlan } from '../peers/plan.ts';
import { usable } from './reverse-proxy.ts';

/** Says, above the sites, what Caddy does otherwise: one sentence a setting. */
export function writeCaddyDifferences(out: LineWriter, plan: PeerPlan): void {
  for (const balancer of plan.balancers) writeBalancerDifferences(out, balancer);
}

function writeBalancerDifferences(out: LineWriter, balancer: PeerBalancer): void {
  const { balancer: settings, path, members, sticky, cookie } = balancer;
  const kept = usable(balancer);
  if (sticky !== null) {
    if (cookie === null) {
      out.differs(
        `${path}.stickysession`,
        'Caddy cannot follow the route in a cookie of the application; it pins with a cookie of its own, "lb"',
      );
    } else {
      out.differs(
        `${path}.routeCookie`,
        'the value is a keyed hash of the member and no route: cookies that Apache has set are balanced anew once, and a member with another address is another',
      );
      if (
        cookie.path !== '/' ||
        cookie.domain !== undefined ||
        cookie.httpOnly === true ||
        cookie.sameSite !== undefined ||
        cookie.secure === true
      ) {
        out.differs(
          `${path}.routeCookie.path`,
          'Caddy chooses the attributes: Path=/, and on https Secure with SameSite=None; no others can be set',
        );
      }
    }
    out.differs(
      `${path}.stickysessionsep`,
      'there is no separator and no route: the whole value counts, and an id in the URL is not looked at',
    );
  }
  if (settings.nofailover === true)
    out.leaveOut(
      `${path}.nofailover`,
      'a session whose member is down is balanced anew, with a new cookie; Caddy cannot refuse it',
    );
  if (settings.lbmethod === 'bytraffic')
    out.differs(`${path}.lbmethod`, 'Caddy does not balance by bytes; it takes turns');
  if ((settings.timeout ?? 0) > 0)
    out.leaveOut(
      `${path}.timeout`,
      'not written: lb_try_duration would also repeat requests that were refused',
    );
  if (settings.failontimeout === true)
    out.leaveOut(`${path}.failontimeout`, 'a time-out of an answer always counts as a failure of the member');
  if (members.length > 0) {
    out.differs(
      `${path}.maxattempts`,
      'when nobody answers Caddy says 502, or 503 once every member is known to be down; Apache says 503',
    );
    if (settings.forcerecovery !== false)
      out.differs(
        `${path}.forcerecovery`,
        'when all have failed Caddy waits for fail_duration; Apache asks them all again with the next request',
      );
  }
  for (const one of members) {
    const { member, flags, path: place, role } = one;
    if (!kept.includes(one)) {
      const reason =
        role === 'drained'
          ? 'Caddy has no draining: this member is not written, and its sessions move at once'
          : role === 'off'
            ? 'a member that is disabled or stopped is not written'
            : role === 'backup'
              ? 'Caddy has no standbys or sets under a cookie policy: this member is not written'
              : 'its scheme is another than that of the first member; Caddy has one for all';
      out.leaveOut(
        role === 'active' ? `${place}.url` : flags === '' ? `${place}.lbset` : `${place}.status`,
        reason,
      );
      continue;
    }
    if (member.retry === 0)
      out.differs(
        `${place}.retry`,
        'a member is not remembered as failed; pinned sessions fail over within the request all the same',
      );
    if (new Set(kept.map((other) => other.member.retry ?? 60)).size > 1 && kept[0] === one)
      out.differs(`${place}.retry`, 'Caddy has one such time for all members; the longest is written');
    if ((member.redirect ?? '') !== '')
      out.leaveOut(`${place}.redirect`, 'Caddy cannot name who takes over; sessions are balanced anew');
    if ((member.ping ?? 0) > 0) out.leaveOut(`${place}.ping`, 'Caddy does not ask a member before a request');
    if ((member.max ?? 0) > 0)
      out.leaveOut(
        `${place}.max`,
        'Caddy bounds requests of all members alike (unhealthy_request_count), which would count them as down',
      );
    if ((member.acquire ?? 0) > 0)
      out.leaveOut(`${place}.acquire`, 'Caddy does not wait for a free connection');
    if (member.hcmethod === 'TCP')
      out.leaveOut(`${place}.hcmethod`, 'Caddy checks with a request only, not with a bare connection');
    if (member.responsefieldsize !== undefined && member.responsefieldsize !== 8192)
      out.leaveOut(`${place}.responsefieldsize`, 'Caddy bounds the whole head, for all members');
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
  const checked = kept.find(
    ({ member }) => member.hcmethod !== undefined && !['None', 'TCP'].includes(member.hcmethod),
  );
  if (checked !== undefined)
    out.differs(
      `${checked.path}.hcmethod`,
      'one check for all members, passed by 200 to 299 only; Apache takes 200 to 399',
    );
}
