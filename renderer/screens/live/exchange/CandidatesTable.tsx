import type { CandidateRow, CandidateState, LbMethodName } from '../../../../core/contract/index.ts';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { memberName } from '../../../format/member-name.ts';
import { bytes, count, signed } from '../../../format/numbers.ts';
import { identityOfMember } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import styles from './CandidatesTable.module.css';

interface CandidatesTableProps {
  readonly rows: readonly CandidateRow[];
  readonly balancer: string;
  readonly order: RouteOrder;
  readonly lbmethod: LbMethodName;
}

const STATES: Readonly<Record<CandidateState, string>> = {
  chosen: 'chosen',
  offered: 'yes',
  draining: 'draining',
  disabled: 'disabled',
  stopped: 'stopped',
  error: 'in error',
  'health-failed': 'unhealthy',
  'spare-unused': 'spare',
  'standby-unused': 'standby',
  'other-lbset': 'other lbset',
};

/** The members considered and the numbers that decided between them. */
export function CandidatesTable({ rows, balancer, order, lbmethod }: CandidatesTableProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">Offered</th>
          {lbmethod === 'bybusyness' && <th scope="col">in flight</th>}
          {lbmethod === 'bytraffic' && <th scope="col">traffic</th>}
          <th scope="col">lbstatus</th>
          <th scope="col">+ factor</th>
          <th scope="col">= rank</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody className="mono">
        {rows.map((row) => {
          const isIn = row.state === 'chosen' || row.state === 'offered';
          const identity = identityOfMember(order, { balancer, route: row.route, url: row.member });
          return (
            <tr key={row.member} data-state={isIn ? row.state : 'out'} title={memberName(row.member)}>
              <td>
                <RouteChip identity={identity} route={row.route} down={row.state === 'error'} />
              </td>
              <td>{STATES[row.state]}</td>
              {lbmethod === 'bybusyness' && <td>{count(row.busy)}</td>}
              {lbmethod === 'bytraffic' && <td>{row.traffic === null ? '–' : bytes(row.traffic)}</td>}
              <td>{signed(row.lbstatusBefore)}</td>
              <td>{isIn ? signed(row.lbfactor) : '–'}</td>
              <td>{isIn ? signed(row.lbstatusBefore + row.lbfactor) : '–'}</td>
              <td>{signed(row.lbstatusAfter)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
