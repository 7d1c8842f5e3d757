import { ArrowRightLeft } from 'lucide-react';
import type { BalancerView, MemberView } from '../../../core/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { MemberName } from '../../components/MemberName.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { memberStateText } from '../../format/member-state-text.ts';
import { count, signed } from '../../format/numbers.ts';
import { identityOfMember, isDown } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import styles from './RoutesTable.module.css';

interface RoutesTableProps {
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly nowMs: number;
  readonly onMove: (member: MemberView) => void;
}

/** The members beside the lanes: who holds how many pins. */
export function RoutesTable({ balancers, order, nowMs, onMove }: RoutesTableProps) {
  const members = balancers.flatMap((balancer) => balancer.members);
  return (
    <section className={styles.section} aria-label="Pins by member">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col">Member</th>
            <th scope="col">State</th>
            <th scope="col">Pins</th>
            <th scope="col">In flight</th>
            <th scope="col">Elected</th>
            <th scope="col">lbstatus</th>
            <th scope="col">
              <span className="sr-only">Move</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => {
            const state = memberStateText(member, nowMs);
            return (
              <tr key={`${member.balancer} ${member.url}`}>
                <td>
                  <RouteChip
                    identity={identityOfMember(order, member)}
                    route={member.route}
                    down={isDown(member)}
                  />
                </td>
                <td className={styles.member}>
                  <MemberName url={member.url} />
                </td>
                <td className={state.tone === 'err' ? 'err' : state.tone === 'warn' ? 'warn' : styles.quiet}>
                  {state.text}
                  {state.emphasis}
                </td>
                <td>{count(member.pins)}</td>
                <td>{count(member.counters.busy)}</td>
                <td>{count(member.counters.elected)}</td>
                <td className="mono">{signed(member.counters.lbstatus)}</td>
                <td>
                  <IconButton
                    label={`Move the sessions of ${identityOfMember(order, member).letter}`}
                    disabled={member.route === ''}
                    onClick={() => onMove(member)}
                  >
                    <ArrowRightLeft size={13} />
                  </IconButton>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
