import { Ban, CircleAlert, Hourglass, RotateCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MemberView } from '../../../../core/contract/index.ts';
import { actionsForMember, listRequests } from '../../../actions/member-actions.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { Ring } from '../../../components/Ring.tsx';
import { RouteChip } from '../../../components/RouteChip.tsx';
import { memberName, splitMemberName } from '../../../format/member-name.ts';
import { type MemberStateText, memberStateText } from '../../../format/member-state-text.ts';
import { count, plural, signed } from '../../../format/numbers.ts';
import { identityOfMember, isDown } from '../../../store/selectors.ts';
import { useAppStore } from '../../../store/store-context.tsx';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { MemberMenu } from './MemberMenu.tsx';
import styles from './MemberRow.module.css';

interface MemberHeaderProps {
  readonly count: number;
  readonly isDense: boolean;
  readonly children: ReactNode;
}

/** The heading of the member table; `children` stands at its end. */
export function MemberHeader({ count: members, isDense, children }: MemberHeaderProps) {
  return (
    <div className={`${styles.row} ${styles.header}`} data-dense={isDense}>
      <span />
      <span>{plural(members, 'member')}</span>
      {isDense && <span>State</span>}
      <span className="num">Pins</span>
      <span className="num">In flight</span>
      <span className="num">Elected</span>
      <span className="num">lbstatus</span>
      <span className={styles.buttons}>{children}</span>
    </div>
  );
}

interface MemberRowProps {
  readonly member: MemberView;
  readonly order: RouteOrder;
  readonly nowMs: number;
  readonly isDense: boolean;
  readonly isSelected: boolean;
}

/** One member: letter, address, state in words, counters, and everything that can be done with it. */
export function MemberRow({ member, order, nowMs, isDense, isSelected }: MemberRowProps) {
  const store = useAppStore();
  const identity = identityOfMember(order, member);
  const state = memberStateText(member, nowMs);
  const actions = actionsForMember(member, identity.letter);
  const select = () => store.setUi({ selectedMember: { balancer: member.balancer, member: member.url } });
  const edit = actions.find(({ verb }) => verb === 'edit');
  const retry = actions.find(({ verb }) => verb === 'retry');
  const { host, port } = splitMemberName(member.url);
  const stateCell = (
    <span className={`${styles.state} ${styles[state.tone]}`} title={member.trouble ?? undefined}>
      <StateMark member={member} tone={state.tone} />
      <span className="ell">
        {isDense ? (
          state.short
        ) : (
          <>
            {state.text}
            {state.emphasis !== '' && <b className="strong">{state.emphasis}</b>}
          </>
        )}
      </span>
    </span>
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside takes the keys
    <div
      role="row"
      tabIndex={-1}
      className={styles.row}
      data-dense={isDense}
      data-selected={isSelected}
      onClick={select}
      onDoubleClick={() => void edit?.perform(store)}
    >
      <span role="cell">
        {/* By keyboard it is a key of the member: one more stop for each would double the way through them. */}
        <button
          type="button"
          className={styles.chip}
          tabIndex={-1}
          title="List its requests (l)"
          onClick={() => listRequests(store, member)}
        >
          <RouteChip
            identity={identity}
            route={member.route}
            down={isDown(member)}
            size={isDense ? 'small' : 'large'}
          />
        </button>
      </span>
      <span role="cell" className={styles.who}>
        <button
          type="button"
          className={`${styles.name} mono`}
          aria-label={`${identity.letter}, ${memberName(member.url)}, ${wordsOf(state)}`}
          aria-pressed={isSelected}
          title={member.url}
          onFocus={select}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void edit?.perform(store);
          }}
        >
          <span className="ell">{host}</span>
          <span>{port}</span>
        </button>
        {!isDense && stateCell}
      </span>
      {isDense && <span role="cell">{stateCell}</span>}
      <span role="cell" className="num strong">
        {count(member.pins)}
      </span>
      <span role="cell" className="num">
        {count(member.counters.busy)}
      </span>
      <span role="cell" className="num">
        {count(member.counters.elected)}
      </span>
      <span role="cell" className={`num mono ${isDown(member) ? 'muted' : ''}`}>
        {signed(member.counters.lbstatus)}
      </span>
      <span role="cell" className={styles.buttons}>
        {member.retryAtMs !== null && retry?.isEnabled === true && (
          <IconButton
            label="Retry now"
            shortcut="t"
            className={styles.ring}
            onClick={() => void retry.perform(store)}
          >
            <Ring endsAtMs={member.retryAtMs} totalMs={member.retryMs} />
            <RotateCw size={11} />
          </IconButton>
        )}
        <MemberMenu member={member} letter={identity.letter} />
      </span>
    </div>
  );
}

function StateMark({
  member,
  tone,
}: {
  readonly member: MemberView;
  readonly tone: MemberStateText['tone'];
}) {
  if (member.state === 'outage') return <Unplug size={12} aria-hidden="true" />;
  if (tone === 'err') return <CircleAlert size={12} aria-hidden="true" />;
  if (tone === 'warn') return <Hourglass size={12} aria-hidden="true" />;
  if (tone === 'quiet' && member.state !== 'ok') return <Ban size={12} aria-hidden="true" />;
  return <i className={styles.light} />;
}

function wordsOf(state: MemberStateText): string {
  return state.text + state.emphasis;
}
