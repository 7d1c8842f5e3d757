import { ListOrdered } from 'lucide-react';
import { useEffect, useState } from 'react';
import { REHEARSAL_LIMITS, type Rehearsal, type RehearsalScenario } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { setUp } from './files.ts';
import { journeyWords } from './journey-text.ts';
import { NumberField } from './NumberField.tsx';
import { editDraft, selectRehearse, setRehearse } from './rehearse-state.ts';
import styles from './SetupBar.module.css';

interface SetupBarProps {
  readonly draft: Rehearsal;
}

const OWN = 'own';

/** What is played: a ready-made script or one's own, how many users, how fast, what they ask for. */
export function SetupBar({ draft }: SetupBarProps) {
  const store = useAppStore();
  const { scenarioId } = useApp(selectRehearse);
  const scenarios = useScenarios();
  const siteNames = useApp((state) => state.config.project.sites).map(({ name }) => name);
  const { users, duration, think, seed } = draft;
  const arrive = draft.arriveWithin ?? duration / 10;
  const edit = (patch: Partial<Rehearsal>) => editDraft(store, patch);
  const choose = (id: string) => {
    const chosen = scenarios.find((each) => each.id === id);
    if (chosen !== undefined) setUp(store, withOwn(chosen.rehearsal, draft), { scenarioId: chosen.id });
  };
  const { first, more } = journeyWords(draft.requests);
  return (
    <div className={styles.bar} role="group" aria-label="Set up">
      <div className={styles.script}>
        <SelectField
          label="Script"
          value={scenarioId ?? OWN}
          options={[
            ...(scenarioId === null ? [{ value: OWN, label: draft.name }] : []),
            ...scenarios.map(({ id, title, unfit }) => ({
              value: id,
              label: unfit === null ? title : `${title} (${unfit.toLowerCase().replace(/\.$/, '')})`,
            })),
          ]}
          onChange={choose}
        />
      </div>
      {siteNames.length > 1 && (
        <SelectField
          label="Site"
          value={draft.site ?? siteNames[0] ?? ''}
          options={siteNames.map((name) => ({ value: name, label: name }))}
          onChange={(site) => edit({ site })}
        />
      )}
      <NumberField
        label="Virtual users"
        value={users}
        least={1}
        most={REHEARSAL_LIMITS.users}
        whole
        onChange={(next) => edit({ users: next })}
      />
      <NumberField
        label="Arrive within"
        unit="s"
        value={arrive}
        least={0}
        most={duration}
        onChange={(next) => edit({ arriveWithin: next })}
      />
      <NumberField
        label="Pause from"
        unit="s"
        value={think.from}
        least={0.02}
        most={600}
        onChange={(from) => edit({ think: { from, to: Math.max(from, think.to) } })}
      />
      <NumberField
        label="to"
        unit="s"
        value={think.to}
        least={0.02}
        most={600}
        onChange={(to) => edit({ think: { from: Math.min(think.from, to), to } })}
      />
      <NumberField
        label="Duration"
        unit="s"
        value={duration}
        least={1}
        most={REHEARSAL_LIMITS.durationSeconds}
        onChange={(next) => edit(withDuration(draft, next))}
      />
      <NumberField
        label="Seed"
        value={seed ?? null}
        least={0}
        most={4_294_967_295}
        whole
        placeholder="any"
        onChange={(next) => edit({ seed: next })}
        onEmpty={() => {
          const { seed: _left, ...rest } = draft;
          setRehearse(store, { draft: rest });
        }}
      />
      <div className={styles.journey}>
        <span className={styles.label}>Journey and limits</span>
        <Button icon={<ListOrdered size={13} />} onClick={() => setRehearse(store, { dialog: 'journey' })}>
          <span className={`mono ${styles.words}`} title={first}>
            <span className="ell">{first}</span>
            <span>{more}</span>
          </span>
        </Button>
      </div>
    </div>
  );
}

/** A ready-made script with the users and the journey that are set up: those are one's own. */
function withOwn(chosen: Rehearsal, draft: Rehearsal): Rehearsal {
  const { users, think, requests, begin, session, allow, seed, site } = draft;
  return {
    ...chosen,
    users,
    think,
    requests,
    ...(begin === undefined ? {} : { begin }),
    ...(session === undefined ? {} : { session }),
    ...(allow === undefined ? {} : { allow }),
    ...(seed === undefined ? {} : { seed }),
    ...(site === undefined ? {} : { site }),
  };
}

/** Another duration: users arrive and steps happen within it. */
function withDuration(draft: Rehearsal, duration: number): Partial<Rehearsal> {
  return {
    duration,
    ...(draft.arriveWithin === undefined ? {} : { arriveWithin: Math.min(draft.arriveWithin, duration) }),
    steps: draft.steps.map((step) => ({ ...step, at: Math.min(step.at, duration) })),
  };
}

function useScenarios(): readonly RehearsalScenario[] {
  const store = useAppStore();
  const revision = useApp((state) => state.config.revision);
  const [scenarios, setScenarios] = useState<readonly RehearsalScenario[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are made for the project as it stands at each revision
  useEffect(() => {
    let isGone = false;
    void store.api.execute('rehearsal.scenarios', {}).then((result) => {
      if (result.ok && !isGone) setScenarios(result.value.scenarios);
    });
    return () => {
      isGone = true;
    };
  }, [store, revision]);
  return scenarios;
}
