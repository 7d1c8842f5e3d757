import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember } from '../peers/plan.ts';
import { hostPort, isRounded, wholeWeights } from '../peers/words.ts';

/** nginx's own bound is higher; more would only make a round of turns longer. */
const MOST_WEIGHT = 1000;

/** The `server` lines of an upstream, made once for a balancer. */
export interface ServerWords {
  /** The line of a member; `as` overrides what it is to this upstream, `times` multiplies its weight. */
  line(
    member: PeerMember,
    as: { readonly backup?: boolean; readonly times?: number; readonly more?: readonly string[] },
  ): string;
  /** Members that can be written at all. */
  readonly members: readonly PeerMember[];
}

/** Notes what of the members can't be written, once, and gives their lines. */
export function serverWords(out: LineWriter, balancer: PeerBalancer): ServerWords {
  const factors = balancer.members.map(({ member }) => member.loadfactor ?? 1);
  const weights = wholeWeights(factors, MOST_WEIGHT);
  const scheme = schemeOf(balancer);
  const members = balancer.members.filter((one, index) => {
    if (isTls(one) !== (scheme === 'https')) {
      out.leaveOut(`${one.path}.url`, 'nginx speaks either http or https to all members of an upstream');
      return false;
    }
    if (weights !== null && isRounded(factors, weights)) {
      out.differs(
        `${one.path}.loadfactor`,
        `nginx takes whole weights; this one is rounded (1 of ${weights[index]})`,
      );
    }
    return true;
  });
  return {
    members,
    line(one, as) {
      const words = [`server ${hostPort(one.target.hostname, one.target.port)}`];
      const weight = (weights?.[balancer.members.indexOf(one)] ?? 1) * (as.times ?? 1);
      if (weight !== 1) words.push(`weight=${weight}`);
      if ((one.member.max ?? 0) > 0) words.push(`max_conns=${one.member.max}`);
      words.push(...failureWords(one));
      if (as.backup === true) words.push('backup');
      words.push(...(as.more ?? []));
      return `${words.join(' ')};`;
    },
  };
}

/** nginx's `fail_timeout` is Apache's `retry`: how long a member that refused once is left alone. */
function failureWords({ member, flags }: PeerMember): readonly string[] {
  if (flags.includes('I') || member.retry === 0) return ['max_fails=0'];
  return ['max_fails=1', `fail_timeout=${Math.min(member.retry ?? 60, 2_000_000)}s`];
}

function isTls({ target }: PeerMember): boolean {
  return target.scheme === 'https' || target.scheme === 'wss';
}

/** How a balancer's members are spoken to: as the first one is. */
export function schemeOf({ members }: PeerBalancer): 'http' | 'https' {
  const [first] = members;
  return first !== undefined && isTls(first) ? 'https' : 'http';
}
