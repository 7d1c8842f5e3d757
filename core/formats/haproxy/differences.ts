import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerPlan } from '../peers/plan.ts';

/** Says, above the sections, what HAProxy does otherwise: one sentence a setting (proved in test/parity/haproxy). */
export function writeHaproxyDifferences(out: LineWriter, plan: PeerPlan): void {
  for (const balancer of plan.balancers) writeBalancerDifferences(out, balancer, plan);
}

function writeBalancerDifferences(
  out: LineWriter,
  { balancer, path, members, sticky, cookie }: PeerBalancer,
  plan: PeerPlan,
): void {
  const hasChecks = members.some(({ member }) => member.hcmethod !== undefined && member.hcmethod !== 'None');
  members.forEach(({ member, path: place }) => {
    if (member.retry === 0)
      out.differs(
        `${place}.retry`,
        'Apache never lets a pinned session go with retry=0; here it fails over like any other',
      );
  });
  const standard = members.filter(({ member }) => (member.retry ?? 60) === 60);
  const [first] = standard;
  if (first !== undefined && !hasChecks) {
    out.differs(
      `${first.path}.retry`,
      'Apache leaves a member that refused alone for 60 s; HAProxy asks it each second, so a restarted one is used again in about a second',
    );
  }
  for (const { member, flags, path: place, cookieValue } of members) {
    if (cookie !== null && cookieValue === null) {
      out.differs(
        `${place}.route`,
        'a member without a route that can be written: HAProxy takes the cookie away, Apache sets one each time',
      );
    }
    if (flags.includes('R')) {
      out.differs(
        `${place}.status`,
        'a spare takes the place of any unusable member in Apache; here it is a backup, used only when all others are down',
      );
    }
    if (flags.includes('C'))
      out.leaveOut(
        `${place}.status`,
        'a member cannot start as one that failed its check (C); HAProxy checks it first',
      );
    if ((member.lbset ?? 0) > Math.min(...members.map((one) => one.member.lbset ?? 0))) {
      out.differs(
        `${place}.lbset`,
        'HAProxy knows members and backups, no further sets; this member is a backup',
      );
    }
    if ((member.redirect ?? '') !== '') {
      out.differs(
        `${place}.redirect`,
        'a redirected session gets no new cookie here and goes back as soon as its member is up; Apache moves it for good',
      );
    }
    if ((member.ping ?? 0) > 0)
      out.leaveOut(
        `${place}.ping`,
        'HAProxy does not ask a member with Expect: 100-continue before a request',
      );
    if (member.responsefieldsize !== undefined && member.responsefieldsize !== 8192) {
      out.leaveOut(
        `${place}.responsefieldsize`,
        'HAProxy bounds fields by tune.bufsize, for the whole server',
      );
    }
    if (member.upgrade !== undefined && !/^(websocket|any)$/i.test(member.upgrade)) {
      out.differs(`${place}.upgrade`, 'HAProxy lets every upgrade through, not only the named one');
    }
    if ((member.max ?? 0) > 0) {
      out.differs(
        `${place}.max`,
        'a request beyond this number waits its turn in HAProxy; in Apache it counts as an error of the member',
      );
    }
    if ((member.hcpasses ?? 1) > 1 || (member.hcfails ?? 1) > 1) {
      out.differs(
        `${place}.hcfails`,
        'HAProxy counts passes and fails in a row; Apache adds them up, however far apart',
      );
    }
  }
  const unnamed = members.find(
    ({ member, target }) => member.upgrade === undefined && target.scheme.startsWith('http'),
  );
  if (unnamed !== undefined) {
    out.differs(
      `${unnamed.path}.upgrade`,
      'HAProxy passes upgrades (WebSockets) on without being told; Apache takes them off',
    );
  }
  const checked = members.filter(({ member }) => member.hcmethod !== undefined && member.hcmethod !== 'None');
  if (
    checked.some(
      ({ member }) =>
        member.hcmethod !== checked[0]?.member.hcmethod || member.hcuri !== checked[0]?.member.hcuri,
    )
  ) {
    out.differs(
      `${checked[0]?.path}.hcmethod`,
      'HAProxy has one kind of check for a backend; that of the first checked member is written',
    );
  }
  if (checked.length > 0 && checked.length < members.length && checked[0]?.member.hcmethod !== 'TCP') {
    out.differs(
      `${checked[0]?.path}.hcmethod`,
      'HAProxy asks this of every member of the backend, of those without a check as well',
    );
  }
  if (balancer.forcerecovery !== false && members.length > 0) {
    out.differs(
      `${path}.forcerecovery`,
      'when all members are down HAProxy answers 503 until a check passes; Apache asks them all again with the next request',
    );
  }
  if ((balancer.timeout ?? 0) > 0)
    out.leaveOut(
      `${path}.timeout`,
      'HAProxy does not hold a request back until a member is usable again; it answers 503',
    );
  if ((balancer.failonstatus ?? []).length > 0) {
    out.differs(
      `${path}.failonstatus`,
      'HAProxy counts 5xx answers but 501 and 505, not a list; the member is out until its next check passes',
    );
  }
  if (balancer.failontimeout === true && (balancer.failonstatus ?? []).length === 0) {
    out.differs(
      `${path}.failontimeout`,
      'HAProxy counts 5xx answers along with time-outs; the member is out until its next check passes',
    );
  }
  if (sticky !== null) {
    out.differs(
      `${path}.stickysession`,
      sticky.urlName === sticky.cookieName
        ? 'in the URL HAProxy looks for the name as a whole parameter behind a question mark; Apache finds it anywhere, as in /cart;NAME=abc.1'
        : 'in the URL HAProxy looks for the name as a whole parameter; Apache finds it anywhere, also behind other letters',
    );
  }
  if (sticky !== null) {
    out.differs(
      `${path}.stickysession`,
      'of several cookies of that name HAProxy goes by the last, Apache by the first',
    );
  }
  if (cookie !== null) {
    out.differs(
      `${path}.stickysession`,
      'a cookie that names a member counts even where an id in the URL says otherwise; Apache asks the URL first and stops there',
    );
  }
  if (sticky !== null && members.length > 1 && (balancer.lbmethod ?? 'byrequests') !== 'bytraffic') {
    out.differs(
      `${path}.lbmethod`,
      'requests of pinned sessions do not count for whose turn is next; in Apache they do',
    );
  }
  if (
    sticky !== null &&
    balancer.nofailover === true &&
    members.some(({ member }) => (member.redirect ?? '') !== '')
  ) {
    out.differs(`${path}.nofailover`, 'a session is held even where redirect= would have let it go');
  }
  const hosts = plan.listens
    .flatMap(({ sites }) => sites)
    .filter(({ mappings }) => mappings.some(({ to }) => to.kind === 'balancer' && to.balancer.path === path));
  if (new Set(hosts.map(({ site }) => site.preserveHost === true)).size > 1) {
    out.differs(
      `${hosts[0]?.path}.preserveHost`,
      'sites that share a balancer share this here: its members see their own host',
    );
  }
}
