import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { STATE_WORDS } from '../../format/member-state-text.ts';
import { exchangeAt, indexOfExchange } from '../../store/exchange-log.ts';
import { pinTargets } from '../../store/pin-targets.ts';
import { identityOfRoute, selectRouteOrder } from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import styles from './ReplayDialog.module.css';
import { ReplayRows } from './ReplayRows.tsx';
import { verdictOf } from './replay-words.ts';
import { useReplay } from './use-replay.ts';

interface ReplayDialogProps {
  /** What is sent again: a session's requests, or one of them. */
  readonly sessionId: string | null;
  readonly exchangeId: number | null;
  readonly onClose: () => void;
}

const SAME_AGAIN = ' again';
const NO_PIN = { sinceMs: 0, how: 'route-cookie', moves: 0 } as const;
const ICONS = {
  ok: <CircleCheck size={14} />,
  warn: <TriangleAlert size={14} />,
  err: <CircleAlert size={14} />,
  neutral: <TriangleAlert size={14} />,
} as const;

/** "Is my state really shared?": requests once more on another route, and what is different in the answers. */
export function ReplayDialog({ sessionId, exchangeId, onClose }: ReplayDialogProps) {
  const session = useApp((state) => (sessionId === null ? undefined : state.live.sessions.get(sessionId)));
  const balancers = useApp((state) => state.live.balancers);
  const order = useApp(selectRouteOrder);
  // A request alone: its own route is where it was answered.
  const own = useApp(({ live: { exchanges } }) =>
    exchangeId === null ? undefined : exchangeAt(exchanges, indexOfExchange(exchanges, exchangeId)),
  );
  const pins = own?.balancer == null ? [] : [{ ...NO_PIN, balancer: own.balancer, route: own.route ?? '' }];
  const targets = pinTargets(balancers, session ?? { pins });
  const first = targets.find(({ isCurrent, member }) => !isCurrent && member.state === 'ok') ?? targets[0];
  const [route, setRoute] = useState(first?.route ?? SAME_AGAIN);
  const [allowUnsafe, setAllowUnsafe] = useState(false);
  const [secrets, setSecrets] = useState(false);
  const { view, trouble, start, cancel } = useReplay(secrets);
  const balancer = targets[0]?.balancer ?? null;
  const isRunning = view?.state === 'running';
  const what = exchangeId === null ? `the requests of ${session?.label ?? 'this session'}` : 'this request';
  const verdict = view === null ? null : verdictOf(view);
  const begin = () =>
    start({
      ...(exchangeId === null ? { sessionId: sessionId ?? '' } : { exchangeIds: [exchangeId] }),
      ...(route === SAME_AGAIN ? {} : { route }),
      allowUnsafe,
    });
  return (
    <Dialog
      title={exchangeId === null ? 'Replay a session on another route' : 'Replay a request on another route'}
      description={`Sends ${what} once on its own route and once on the other, and compares the answers: is state really shared?`}
      width={760}
      onClose={() => {
        if (isRunning) cancel();
        onClose();
      }}
      footer={
        <>
          <span className="grow muted">
            Nothing here moves the pin of a browser.{' '}
            {secrets ? 'Values of cookies stay masked.' : 'Cookies, ids and tokens are masked.'}
          </span>
          {isRunning ? (
            <Button onClick={cancel}>Cancel</Button>
          ) : (
            <Button variant="primary" onClick={begin}>
              {view === null ? 'Replay' : 'Replay again'}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.form}>
        <SelectField
          label="Other route"
          value={route}
          options={[
            ...targets.map((target) => ({
              value: target.route,
              label: `Route ${target.route}${target.isCurrent ? ' (its own)' : ''}${target.member.state === 'ok' ? '' : `, ${STATE_WORDS[target.member.state]}`}`,
            })),
            { value: SAME_AGAIN, label: 'Wherever the balancer sends it' },
          ]}
          onChange={setRoute}
        />
        <span className={styles.unsafe}>
          <Switch
            label="Send methods that may change something, too"
            checked={allowUnsafe}
            onChange={setAllowUnsafe}
          />
          <span>
            POST, PUT, DELETE … too: <b>they happen again</b>, once, on the other route
          </span>
        </span>
      </div>
      {trouble !== null && (
        <Note tone="err" icon={ICONS.err}>
          <b>{trouble.message}.</b> {trouble.hint}
        </Note>
      )}
      {view !== null && verdict !== null && (
        <>
          <div role="status">
            <Note tone={verdict.tone} icon={ICONS[verdict.tone]}>
              {isRunning ? `${view.done} of ${view.total} asked` : verdict.words}
              {!isRunning && view.counts.skipped > 0 && ` ${view.counts.skipped} left out.`}
              {view.state === 'cancelled' && ' Cancelled.'}
            </Note>
          </div>
          {isRunning && (
            <progress
              className={styles.progress}
              aria-label="Requests asked"
              max={view.total}
              value={view.done}
            />
          )}
          {view.rows.some(({ differences }) => differences.length > 0) && (
            <span className={styles.unsafe}>
              <Switch label="Show ids and tokens as they are" checked={secrets} onChange={setSecrets} />
              <span aria-hidden="true">Show ids and tokens as they are</span>
            </span>
          )}
          <ReplayRows rows={view.rows} identityOf={(one) => identityOfRoute(order, balancer, one)} />
        </>
      )}
    </Dialog>
  );
}
