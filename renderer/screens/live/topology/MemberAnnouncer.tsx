import { useEffect, useRef, useState } from 'react';
import type { BalancerView } from '../../../../core/contract/index.ts';
import { memberName } from '../../../format/member-name.ts';
import { memberStateText } from '../../../format/member-state-text.ts';
import { identityOfMember } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';

interface MemberAnnouncerProps {
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
}

/** Tells screen readers when a member's state changes (STYLE.md §9.13); the countdown beside it stays silent. */
export function MemberAnnouncer({ balancers, order }: MemberAnnouncerProps) {
  const states = useRef<ReadonlyMap<string, string>>(new Map());
  const [message, setMessage] = useState('');
  useEffect(() => {
    const members = balancers.flatMap((balancer) => balancer.members);
    const before = states.current;
    states.current = new Map(members.map((member) => [`${member.balancer} ${member.url}`, member.state]));
    const changed = members.filter((member) => {
      const old = before.get(`${member.balancer} ${member.url}`);
      return old !== undefined && old !== member.state;
    });
    if (changed.length === 0) return;
    setMessage(
      changed
        .map((member) => {
          const { text, emphasis } = memberStateText(member, Date.now());
          return `${identityOfMember(order, member).letter}, ${memberName(member.url)}: ${text}${emphasis}.`;
        })
        .join(' '),
    );
  }, [balancers, order]);
  return (
    <div className="sr-only" role="status">
      {message}
    </div>
  );
}
