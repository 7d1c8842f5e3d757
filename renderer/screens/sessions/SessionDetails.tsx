import { ArrowRight, Filter, MousePointerClick, Pin, PinOff, Repeat2, Unlink, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BalancerView, ExchangeSummary, SessionView, TabView } from '../../../core/contract/index.ts';
import { performAction } from '../../actions/action.ts';
import { isDownNow, moveBackOf, moveBefore } from '../../actions/move-back.ts';
import { actionsForSession, pinSession, showTab } from '../../actions/session-actions.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Kbd } from '../../components/Kbd.tsx';
import { LossBanner } from '../../components/LossBanner.tsx';
import { MemberName } from '../../components/MemberName.tsx';
import { Pane, PaneFoot, PaneHead, PaneSection } from '../../components/Pane.tsx';
import { PinMenu } from '../../components/PinMenu.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { SessionName } from '../../components/SessionName.tsx';
import { Tag } from '../../components/Tag.tsx';
import { count, duration, plural } from '../../format/numbers.ts';
import { clockTime } from '../../format/times.ts';
import { pinChoices } from '../../store/pin-targets.ts';
import { identityOfRoute, isRouteDown } from '../../store/selectors.ts';
import { useAppStore } from '../../store/store-context.tsx';
import type { RouteOrder } from '../../theme/route-identity.ts';
import { ForgetButton } from './ForgetButton.tsx';
import styles from './SessionDetails.module.css';
import { SessionTabs } from './SessionTabs.tsx';
import { historyOf, PIN_WORDS, RECOGNITION_WORDS, sharesOf } from './session-words.ts';

interface SessionDetailsProps {
  readonly session: SessionView | undefined;
  /** It was selected and has ended since. */
  readonly isGone: boolean;
  /** Its own. */
  readonly tabs: readonly TabView[];
  readonly exchanges: readonly ExchangeSummary[];
  readonly losses: ReadonlyMap<number, string>;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly nowMs: number;
  readonly onClose: () => void;
}

/** The selected session: where it is pinned and since when, its tabs, and how it came there. */
export function SessionDetails(props: SessionDetailsProps) {
  const { session, isGone } = props;
  return (
    <Pane as="aside" edge="left" label="Session">
      {session === undefined ? (
        <EmptyState
          icon={<MousePointerClick size={20} />}
          title={isGone ? 'This session has ended' : 'Where is it pinned?'}
        >
          Choose a session, with the mouse or with <Kbd>j</Kbd> and <Kbd>k</Kbd>.
        </EmptyState>
      ) : (
        <Chosen {...props} session={session} />
      )}
    </Pane>
  );
}

/** A longer name is cut in the heading beside what was lost, and stands in full below. */
const LONGEST_HEADING = 24;

function Chosen(props: SessionDetailsProps & { readonly session: SessionView }) {
  const { session, tabs, exchanges, losses, balancers, order, nowMs, onClose } = props;
  const store = useAppStore();
  const { show, unpin } = actionsForSession(session);
  const lostAt = exchanges.findLast(({ id }) => id === session.lost?.exchangeId)?.startedAtMs;
  const moves = session.pins.reduce((sum, pin) => sum + pin.moves, 0);
  const lost = exchanges.find(({ id }) => id === session.lost?.exchangeId);
  const move = lost === undefined ? null : moveBefore(exchanges, lost);
  const choices = pinChoices(balancers, order, session);
  const openWhy = (selectedExchangeId: number) =>
    store.setUi({ screen: 'live', selectedExchangeId, detailTab: 'why', following: false });
  const history = historyOf(exchanges, losses);
  const balancer = session.pins[0]?.balancer ?? exchanges.at(-1)?.balancer ?? null;
  return (
    <>
      <PaneHead closes>
        <Avatar initials={session.initials} embedded={session.userId !== null} />
        <h2 className="ell" title={session.label}>
          <SessionName label={session.label} />
        </h2>
        <span className="grow" />
        {session.lost !== null && (
          <Tag tone="err" icon={<Unlink size={11} />}>
            lost{lostAt === undefined ? '' : ` at ${clockTime(lostAt).slice(0, 8)}`}
          </Tag>
        )}
        <IconButton label="Close the details" shortcut="Esc" onClick={onClose}>
          <X size={13} />
        </IconButton>
      </PaneHead>
      <div className={styles.body}>
        {session.lost !== null && (
          <LossBanner
            lost={session.lost}
            move={move}
            identity={identityOfRoute(order, move?.balancer ?? null, move?.route ?? null)}
            fromIdentity={identityOfRoute(order, move?.balancer ?? null, move?.sessionRoute ?? null)}
            isFromDown={isDownNow(balancers, move)}
            onWhy={() => openWhy(session.lost?.exchangeId ?? -1)}
            onMoveBack={moveBackOf(store, session, balancers, move)}
          />
        )}
        <PaneSection>
          <dl className={styles.facts}>
            {session.label.length > LONGEST_HEADING && (
              <>
                <dt>Name</dt>
                <dd>{session.label}</dd>
              </>
            )}
            {session.pins.length === 0 && (
              <>
                <dt>Pinned to</dt>
                <dd className="muted">nothing: the next request is balanced</dd>
              </>
            )}
            {session.pins.map((pin) => {
              const member = balancers
                .find(({ name }) => name === pin.balancer)
                ?.members.find(({ route }) => route === pin.route);
              return (
                <PinFacts
                  key={pin.balancer}
                  label={session.pins.length > 1 ? `Pinned at ${pin.balancer}` : 'Pinned to'}
                >
                  <RouteChip
                    identity={identityOfRoute(order, pin.balancer, pin.route)}
                    route={pin.route}
                    down={isRouteDown(balancers, pin.balancer, pin.route)}
                  />
                  {member === undefined ? (
                    <span className="muted">no member has this route</span>
                  ) : (
                    <MemberName url={member.url} />
                  )}
                  <span className={styles.since}>
                    for {duration(Math.max(0, nowMs - pin.sinceMs))}, {PIN_WORDS[pin.how]}
                  </span>
                </PinFacts>
              );
            })}
            {session.isResetting === true && (
              <>
                <dt>Next page</dt>
                <dd>deletes its cookies of this site and is balanced anew</dd>
              </>
            )}
            <dt>Known</dt>
            <dd>{RECOGNITION_WORDS[session.recognition].long}</dd>
            <dt>Age</dt>
            <dd>{duration(Math.max(0, nowMs - session.firstSeenAtMs))}</dd>
            <dt>Requests</dt>
            <dd>
              {count(session.requests)}{' '}
              <span className="muted">
                in all, {moves} moved, {plural(session.errors, 'error')}
              </span>
            </dd>
          </dl>
          <Shares session={session} balancer={balancer} order={order} />
          <div className={styles.buttons}>
            <PinMenu
              align="start"
              trigger={
                <Button size="small" icon={<Pin size={12} />} disabled={choices.length === 0}>
                  Pin to…
                </Button>
              }
              choices={choices}
              isPinned={session.pins.length > 0}
              onPin={(choice) => void pinSession(store, session, choice)}
              onUnpin={() => performAction(unpin, store)}
            />
            <Button
              size="small"
              icon={<PinOff size={12} />}
              shortcut="p"
              disabled={session.pins.length === 0}
              onClick={() => performAction(unpin, store)}
            >
              Unpin
            </Button>
            <ForgetButton session={session} />
          </div>
        </PaneSection>
        <SessionTabs
          tabs={tabs}
          balancer={balancer}
          balancers={balancers}
          order={order}
          onTab={(tab) => showTab(store, tab)}
        />
        <PaneSection title="Pin history">
          {history.length === 0 && <p className="muted">It came with its pin and has kept it.</p>}
          <ol className={styles.history}>
            {history.map((line) => (
              <li key={`${line.id}${line.isLoss ? ' lost' : ''}`}>
                <button type="button" title="Why did it go there?" onClick={() => openWhy(line.id)}>
                  <span className="mono muted">{clockTime(line.atMs)}</span>
                  <span className={styles.chips}>
                    {line.isLoss ? (
                      <b className="err">Lost</b>
                    ) : (
                      <>
                        {line.from !== null && (
                          <>
                            <RouteChip
                              identity={identityOfRoute(order, line.balancer, line.from)}
                              route={line.from}
                            />
                            <ArrowRight size={10} className="muted" aria-label="to" />
                          </>
                        )}
                        <RouteChip
                          identity={identityOfRoute(order, line.balancer, line.to)}
                          route={line.to}
                        />
                      </>
                    )}
                  </span>
                  <span className={styles.text}>{line.text}</span>
                </button>
              </li>
            ))}
          </ol>
        </PaneSection>
      </div>
      <PaneFoot>
        <Button
          size="small"
          icon={<Filter size={12} />}
          shortcut="f"
          onClick={() => performAction(show, store)}
        >
          {plural(exchanges.length, 'request')} in Live
        </Button>
        <Button
          size="small"
          icon={<Repeat2 size={12} />}
          shortcut="R"
          onClick={() =>
            store.setUi({ overlay: { kind: 'replay', sessionId: session.sessionId, exchangeId: null } })
          }
        >
          Replay on…
        </Button>
      </PaneFoot>
    </>
  );
}

function PinFacts({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={styles.pin}>{children}</dd>
    </>
  );
}

interface SharesProps {
  readonly session: SessionView;
  readonly balancer: string | null;
  readonly order: RouteOrder;
}

/** Requests by route as one bar. */
function Shares({ session, balancer, order }: SharesProps) {
  const shares = sharesOf(session);
  if (shares.length === 0) return null;
  return (
    <div className={styles.shares}>
      <div className={styles.bar} aria-hidden="true">
        {shares.map(({ route, share }) => (
          <span
            key={route}
            data-slot={identityOfRoute(order, balancer, route)?.slot}
            style={{ flexGrow: Math.max(0.01, share) }}
          />
        ))}
      </div>
      <ul>
        {shares.map(({ route, requests }) => (
          <li key={route}>
            <RouteChip identity={identityOfRoute(order, balancer, route)} route={route} />
            {count(requests)}
          </li>
        ))}
      </ul>
    </div>
  );
}
