import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  type Problem,
  parseRehearsal,
  type Rehearsal,
  type RehearsalStep,
} from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import { NumberField } from './NumberField.tsx';
import { editDraft } from './rehearse-state.ts';
import styles from './StepDialog.module.css';
import { STEP_CHOICES } from './script-blocks.ts';
import { type LookedMember, shortPlace, useSiteMembers } from './use-members.ts';

interface StepDialogProps {
  readonly draft: Rehearsal;
  /** The step that is edited; null: a new one. */
  readonly index: number | null;
  readonly onClose: () => void;
}

const ALL = '*';
const ANEW = '';

/** One step of the script: what, to whom, when. Nothing changes before it is saved. */
export function StepDialog({ draft, index, onClose }: StepDialogProps) {
  const store = useAppStore();
  const members = useSiteMembers(draft);
  const known = index === null ? undefined : draft.steps[index];
  const [step, setStep] = useState<RehearsalStep>(known ?? firstStep(draft, members));
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (patch: Partial<RehearsalStep>) => {
    setStep({ ...step, ...patch });
    setProblem(null);
  };
  const routes = [...new Set(members.map(({ route }) => route).filter((route) => route !== ''))];
  const save = () => {
    const made = tidy(step, routes);
    const steps = index === null ? [...draft.steps, made] : draft.steps.with(index, made);
    const parsed = parseRehearsal({ ...draft, steps });
    if (!parsed.ok) return setProblem(parsed.error[0] ?? null);
    editDraft(store, { steps });
    onClose();
  };
  const remove = () => {
    editDraft(store, { steps: draft.steps.filter((_, at) => at !== index) });
    onClose();
  };
  const option = ({ name, identity, url }: LookedMember) => ({
    value: name,
    label: `${identity.letter}  ${shortPlace(url)}`,
  });
  return (
    <Dialog
      title={index === null ? 'Add a step' : 'Edit the step'}
      description={null}
      width={420}
      onClose={onClose}
      footer={
        <>
          {index !== null && (
            <Button variant="danger" icon={<Trash2 size={13} />} onClick={remove}>
              Remove
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={save}>
            {index === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <SelectField
          label="What happens"
          value={step.do}
          options={STEP_CHOICES}
          onChange={(next) => change({ do: next })}
        />
        {step.do === 'move' ? (
          <>
            <SelectField
              label="From route"
              value={step.from ?? routes[0] ?? ''}
              options={routes.map((route) => ({ value: route, label: route }))}
              onChange={(from) => change({ from })}
            />
            <SelectField
              label="To route"
              value={step.to === undefined ? (routes[1] ?? ANEW) : (step.to ?? ANEW)}
              options={[
                ...routes.map((route) => ({ value: route, label: route })),
                { value: ANEW, label: 'whoever the balancer chooses' },
              ]}
              onChange={(to) => change({ to: to === ANEW ? null : to })}
            />
          </>
        ) : (
          <SelectField
            label="Member"
            value={step.member ?? members[0]?.name ?? ''}
            options={[
              ...members.map(option),
              ...(step.do === 'set' ? [{ value: ALL, label: 'All members' }] : []),
              ...(step.member !== undefined &&
              step.member !== ALL &&
              !members.some(({ name }) => name === step.member)
                ? [{ value: step.member, label: `${step.member} (no such member)` }]
                : []),
            ]}
            onChange={(member) => change({ member })}
          />
        )}
        {step.do === 'set' && (
          <div className={styles.numbers}>
            <NumberField
              label="retry"
              unit="s"
              value={step.set?.retry ?? null}
              least={0}
              most={86_400}
              whole
              placeholder="as it is"
              onChange={(retry) => change({ set: { ...step.set, retry } })}
              onEmpty={() => change({ set: without(step.set, 'retry') })}
            />
            <NumberField
              label="loadfactor"
              value={step.set?.loadfactor ?? null}
              least={1}
              most={100}
              placeholder="as it is"
              onChange={(loadfactor) => change({ set: { ...step.set, loadfactor } })}
              onEmpty={() => change({ set: without(step.set, 'loadfactor') })}
            />
            <NumberField
              label="lbset"
              value={step.set?.lbset ?? null}
              least={0}
              most={99}
              whole
              placeholder="as it is"
              onChange={(lbset) => change({ set: { ...step.set, lbset } })}
              onEmpty={() => change({ set: without(step.set, 'lbset') })}
            />
          </div>
        )}
        <div className={styles.numbers}>
          <NumberField
            label="After the start"
            unit="s"
            value={step.at}
            least={0}
            most={draft.duration}
            onChange={(at) => change({ at })}
          />
        </div>
        {problem !== null && <p className="err" role="alert">{`${problem.message}. ${problem.hint}`}</p>}
      </div>
    </Dialog>
  );
}

function firstStep(draft: Rehearsal, members: readonly LookedMember[]): RehearsalStep {
  const member = members[1] ?? members[0];
  return { at: Math.round(draft.duration / 3), do: 'outage', member: member?.name ?? '' };
}

/** A step with what its kind needs, and nothing else. */
function tidy(step: RehearsalStep, routes: readonly string[]): RehearsalStep {
  const { at, do: kind, member, balancer, from, to, set } = step;
  const named = balancer === undefined ? {} : { balancer };
  if (kind === 'move') {
    return {
      at,
      do: kind,
      ...named,
      from: from ?? routes[0] ?? '',
      to: to === undefined ? (routes[1] ?? null) : to,
    };
  }
  const whom = member === undefined || (member === ALL && kind !== 'set') ? {} : { member };
  return { at, do: kind, ...named, ...whom, ...(kind === 'set' ? { set: set ?? {} } : {}) };
}

function without<Key extends string>(set: RehearsalStep['set'], key: Key): NonNullable<RehearsalStep['set']> {
  return Object.fromEntries(Object.entries(set ?? {}).filter(([name]) => name !== key));
}
