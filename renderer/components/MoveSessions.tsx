import { Eraser } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { STATE_WORDS } from '../format/member-state-text.ts';
import { plural } from '../format/numbers.ts';
import type { PinChoice } from '../store/pin-targets.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import styles from './MoveSessions.module.css';
import { RouteChip } from './RouteChip.tsx';
import { Switch } from './Switch.tsx';

/** What is to become of every session of a route. */
export type MoveChoice =
  | { readonly kind: 'move'; readonly to: string; readonly drain: boolean }
  | { readonly kind: 'unpin'; readonly drain: boolean }
  | { readonly kind: 'forget' };

export interface ForgetWords {
  /** What becomes of whose cookies. */
  readonly what: string;
  /** Whether it can be taken back. */
  readonly isUndone: boolean;
}

interface MoveSessionsProps {
  readonly from: PinChoice;
  /** The other routes of the balancer. */
  readonly targets: readonly PinChoice[];
  /** Sessions that are pinned to the route now. */
  readonly count: number;
  readonly forgets: ForgetWords;
  /** How to undo, as a key. */
  readonly undoShortcut: string;
  readonly onClose: () => void;
  readonly onMove: (choice: MoveChoice) => void;
}

const FORM_ID = 'move-sessions';

/** Moves, unpins or forgets all sessions of a route, and drains it in the same step. */
export function MoveSessions(props: MoveSessionsProps) {
  const { from, targets, count, forgets, undoShortcut, onClose, onMove } = props;
  const letter = from.identity?.letter ?? from.route;
  const firstUsable = targets.find(({ isDown, member }) => !isDown && member.state === 'ok') ?? targets[0];
  // Routes are any text: the two other ways get values that no route can be confused with.
  const [way, setWay] = useState(firstUsable === undefined ? UNPIN : `${ROUTE}${firstUsable.route}`);
  const [drains, setDrains] = useState(from.member.state === 'ok');
  const isDraining = from.member.status.includes('N');
  const drain = drains && !isDraining;
  const sessions = plural(count, 'session');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (way === FORGET) onMove({ kind: 'forget' });
    else if (way === UNPIN) onMove({ kind: 'unpin', drain });
    else onMove({ kind: 'move', to: way.slice(ROUTE.length), drain });
    onClose();
  };
  const verb = way === FORGET ? 'Forget' : way === UNPIN ? 'Unpin' : 'Move';
  const isEmpty = count === 0 && !(drain && way !== FORGET);
  return (
    <Dialog
      title={`Sessions of ${letter}`}
      description={`${sessions} pinned to route ${from.route} of ${from.balancer}`}
      width={480}
      onClose={onClose}
      footer={
        <>
          <span className="grow muted">{undoWords(way, forgets, undoShortcut)}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM_ID} shortcut="Enter" disabled={isEmpty}>
            {`${verb} ${sessions}${drain && way !== FORGET ? ` and drain ${letter}` : ''}`}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} onSubmit={submit}>
        <fieldset className={styles.ways}>
          <legend className="sr-only">What becomes of them</legend>
          {targets.map((target) => (
            <Way key={target.route} value={`${ROUTE}${target.route}`} chosen={way} onChoose={setWay}>
              <RouteChip identity={target.identity} route={target.route} down={target.isDown} />
              <span>Move to route {target.route}</span>
              <span className={`${styles.note} ell`}>
                {plural(target.member.pins, 'session')} there
                {target.member.state === 'ok' ? '' : `, ${STATE_WORDS[target.member.state]}`}
              </span>
            </Way>
          ))}
          <Way value={UNPIN} chosen={way} onChoose={setWay}>
            <RouteChip identity={null} />
            <span>Unpin</span>
            <span className={`${styles.note} ell`}>each is balanced anew with its next request</span>
          </Way>
          <Way value={FORGET} chosen={way} onChoose={setWay}>
            <span className={styles.icon}>
              <Eraser size={13} aria-hidden="true" />
            </span>
            <span>Forget everything</span>
            <span className={`${styles.note} ell`}>{forgets.what}</span>
          </Way>
        </fieldset>
        <div className={styles.drain}>
          <Switch
            label={`Drain ${letter}`}
            checked={isDraining || drain}
            disabled={isDraining || way === FORGET}
            onChange={setDrains}
          />
          <span>
            {isDraining ? `${letter} is draining already` : `Drain ${letter} as well`}
            <span className={styles.drainNote}>It gets no new sessions afterwards.</span>
          </span>
        </div>
      </form>
    </Dialog>
  );
}

function undoWords(way: string, forgets: ForgetWords, shortcut: string): string {
  if (way !== FORGET) return `${shortcut} takes all of it back.`;
  return forgets.isUndone ? `${shortcut} takes it back until then.` : 'This can’t be taken back.';
}

const ROUTE = 'route ';
const UNPIN = 'unpin';
const FORGET = 'forget';

interface WayProps {
  readonly value: string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
  readonly children: ReactNode;
}

function Way({ value, chosen, onChoose, children }: WayProps) {
  return (
    <label className={styles.way}>
      <input
        type="radio"
        name="way"
        value={value}
        checked={value === chosen}
        onChange={() => onChoose(value)}
      />
      {children}
    </label>
  );
}
