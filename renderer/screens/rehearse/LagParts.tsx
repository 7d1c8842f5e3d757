import { Check, TriangleAlert } from 'lucide-react';
import type { LagView } from '../../../core/contract/index.ts';
import { MemberName } from '../../components/MemberName.tsx';
import { Note } from '../../components/Note.tsx';
import { PaneSection } from '../../components/Pane.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { memberName } from '../../format/member-name.ts';
import { duration } from '../../format/numbers.ts';
import { identityOfMember } from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import tableStyles from './AnswersTable.module.css';
import styles from './BroadcastPane.module.css';
import { RequestLine } from './RequestLine.tsx';
import type { WriteDraft } from './rehearse-state.ts';

interface WriteLineProps {
  readonly draft: WriteDraft;
  readonly onChange: (patch: Partial<WriteDraft>) => void;
}

/** What is written first, and on which member. */
export function WriteLine({ draft, onChange }: WriteLineProps) {
  const balancers = useApp((state) => state.live.balancers);
  const order = useApp((state) => state.live.routeOrder);
  const members = balancers.flatMap((balancer) => balancer.members);
  const chosen = members.find(({ url }) => url === draft.member);
  return (
    <>
      <div className={styles.member}>
        <SelectField
          label="Member that is written to"
          layout="bare"
          look="config"
          value={draft.member}
          options={members.map((member) => ({
            value: member.url,
            label: `${identityOfMember(order, member).letter} ${memberName(member.url)}`,
          }))}
          shown={
            chosen && (
              <>
                <span className="mono">{identityOfMember(order, chosen).letter}</span>
                <MemberName url={chosen.url} />
              </>
            )
          }
          onChange={(member) => onChange({ member })}
        />
      </div>
      <RequestLine
        labels={{ method: 'Method of the write', path: 'Path that is written' }}
        method={draft.method}
        path={draft.path}
        placeholder="/product/edit?id=1"
        onChange={onChange}
      />
    </>
  );
}

/** After how long each member answered as the one that was written to. */
export function LagTable({ view }: { readonly view: LagView }) {
  const order = useApp((state) => state.live.routeOrder);
  const { write, members } = view;
  const late = members.filter(({ lagMs }) => lagMs === null).length;
  const slowest = Math.max(...members.map(({ lagMs }) => lagMs ?? 0));
  const title =
    late === 0
      ? `All alike after ${duration(slowest)}`
      : `${late} of ${members.length} not alike after ${duration(view.elapsedMs)}`;
  return (
    <PaneSection title={title}>
      <p
        className={`${tableStyles.sentAs} mono muted`}
      >{`${write.method} ${write.path}: ${write.status} in ${duration(write.durationMs)}`}</p>
      <table className={tableStyles.table} aria-label="Lag of each member">
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col">Member</th>
            <th scope="col" className="num">
              Alike after
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ member, route, lagMs, trouble }) => (
            <tr key={member} data-differs={lagMs === null || undefined}>
              <td>
                <RouteChip
                  identity={identityOfMember(order, { balancer: view.balancer, url: member, route })}
                  route={route}
                />
              </td>
              <td className={styles.name}>
                <MemberName url={member} />
              </td>
              <td className="num">
                {member === write.member
                  ? 'written'
                  : lagMs === null
                    ? (trouble ?? 'not in time')
                    : duration(lagMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!view.isShown && (
        <div className={styles.after}>
          <Note tone="warn" icon={<TriangleAlert size={14} />}>
            <b>The write does not show in what was read.</b> The member that was written to answers as before:
            being alike proves nothing. Read a page that shows it.
          </Note>
        </div>
      )}
      {view.isShown && view.isEqual && (
        <p className={`${styles.after} row muted`}>
          <Check size={12} aria-hidden="true" />
          The change reached every member.
        </p>
      )}
    </PaneSection>
  );
}
