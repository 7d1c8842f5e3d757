import {
  ArrowRightLeft,
  Ban,
  HourglassIcon,
  Plug,
  Plus,
  RotateCcw,
  SlidersHorizontal,
  Unplug,
} from 'lucide-react';
import type { Rehearsal, RehearsalStep, RehearsalView } from '../../../core/contract/index.ts';
import { MemberName } from '../../components/MemberName.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import { timeTicks } from './chart-geometry.ts';
import { setRehearse } from './rehearse-state.ts';
import styles from './ScriptLanes.module.css';
import { blocksOf, type ScriptBlock, STEP_WORDS } from './script-blocks.ts';
import { shortPlace, useSiteMembers } from './use-members.ts';

interface ScriptLanesProps {
  readonly draft: Rehearsal;
  readonly view: RehearsalView | null;
}

const ICONS = {
  outage: Unplug,
  return: Plug,
  drain: HourglassIcon,
  undrain: HourglassIcon,
  disable: Ban,
  enable: Plug,
  'retry-now': RotateCcw,
  move: ArrowRightLeft,
  set: SlidersHorizontal,
} as const;
const TONES: Readonly<Partial<Record<RehearsalStep['do'], string>>> = {
  outage: 'err',
  disable: 'err',
  drain: 'warning',
};

/** The script as lanes over time, one for each member; a step is edited by clicking it. */
export function ScriptLanes({ draft, view }: ScriptLanesProps) {
  const store = useAppStore();
  const members = useSiteMembers(draft);
  const ticks = timeTicks(draft.duration * 1000);
  const edit = (step: number | null) => setRehearse(store, { dialog: { step } });
  const isRunning = view?.state === 'running';
  const moves = draft.steps.flatMap((step, index) => (step.do === 'move' ? [{ step, index }] : []));
  const strays = draft.steps.flatMap((step, index) =>
    step.do !== 'move' &&
    step.member !== '*' &&
    !members.some(({ name, url, route }) => [name, url, route].includes(step.member ?? ''))
      ? [{ step, index }]
      : [],
  );
  return (
    <section className={styles.script} aria-label="Script">
      <div className={styles.axis} aria-hidden="true">
        <span />
        <div className={styles.track}>
          {ticks.map((second) => (
            <em key={second} style={{ left: `${(second / draft.duration) * 100}%` }}>
              {second} s
            </em>
          ))}
        </div>
      </div>
      <div className={styles.lanes}>
        <div className={styles.grid} aria-hidden="true">
          <div className={styles.track}>
            {ticks.map((second) => (
              <i key={second} style={{ left: `${(second / draft.duration) * 100}%` }} />
            ))}
            {isRunning && (
              <b style={{ left: `${Math.min(100, (view.elapsedMs / view.durationMs) * 100)}%` }} />
            )}
          </div>
        </div>
        {members.map(({ url, route, name, identity, balancer }) => (
          <div key={`${balancer} ${url}`} className={styles.lane}>
            <span className={styles.name}>
              <RouteChip identity={identity} route={route} />
              <span className={`${styles.place} muted`}>
                <MemberName url={shortPlace(url)} />
              </span>
            </span>
            <div className={styles.track}>
              {blocksOf(
                draft,
                [name, url, route].filter((each) => each !== ''),
              ).map((block) => (
                <Block key={block.step} block={block} draft={draft} member={identity.letter} onEdit={edit} />
              ))}
            </div>
          </div>
        ))}
        {moves.length > 0 && (
          <div className={styles.lane}>
            <span className={`${styles.name} muted`}>Sessions</span>
            <div className={styles.track}>
              {moves.map(({ step, index }) => (
                <button
                  key={index}
                  type="button"
                  className={styles.point}
                  style={{ left: `${(step.at / draft.duration) * 100}%` }}
                  onClick={() => edit(index)}
                >
                  <ArrowRightLeft size={12} aria-hidden="true" />
                  {`${step.from ?? ''} → ${step.to ?? 'anew'}`}
                </button>
              ))}
            </div>
          </div>
        )}
      </div>
      <div className={styles.foot}>
        <button type="button" className={styles.add} onClick={() => edit(null)}>
          <Plus size={12} aria-hidden="true" />
          Add step
        </button>
        {strays.map(({ step, index }) => (
          <button key={index} type="button" className={`${styles.add} err`} onClick={() => edit(index)}>
            {`${STEP_WORDS[step.do]} of ${step.member ?? 'nobody'}: no such member`}
          </button>
        ))}
      </div>
    </section>
  );
}

interface BlockProps {
  readonly block: ScriptBlock;
  readonly draft: Rehearsal;
  readonly member: string;
  readonly onEdit: (step: number) => void;
}

function Block({ block, draft, member, onEdit }: BlockProps) {
  const Icon = ICONS[block.kind];
  const step = draft.steps[block.step];
  const end = block.endStep === null ? undefined : draft.steps[block.endStep];
  if (step === undefined) return null;
  if (block.isPoint) {
    const words =
      block.kind === 'set'
        ? Object.entries(step.set ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(' ')
        : STEP_WORDS[block.kind];
    return (
      <button
        type="button"
        className={styles.point}
        style={{ left: `${block.from * 100}%` }}
        aria-label={`${member}: ${words} at ${step.at} s, edit`}
        onClick={() => onEdit(block.step)}
      >
        <Icon size={12} aria-hidden="true" />
        {words}
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        className={`${styles.block} ${styles[TONES[block.kind] ?? 'plain'] ?? ''}`}
        style={{ left: `${block.from * 100}%`, width: `${(block.to - block.from) * 100}%` }}
        aria-label={`${member}: ${STEP_WORDS[block.kind]} from ${step.at} s ${
          end === undefined ? 'to the end' : `to ${end.at} s`
        }, edit`}
        onClick={() => onEdit(block.step)}
      >
        <Icon size={12} aria-hidden="true" />
        <span className="ell">{STEP_WORDS[block.kind]}</span>
      </button>
      {end !== undefined && block.endStep !== null && (
        <button
          type="button"
          className={styles.point}
          style={{ left: `${block.to * 100}%` }}
          aria-label={`${member}: ${STEP_WORDS[end.do]} at ${end.at} s, edit`}
          onClick={() => onEdit(block.endStep ?? block.step)}
        >
          {STEP_WORDS[end.do]}
        </button>
      )}
    </>
  );
}
