import type { Rehearsal, RehearsalStep } from '../../../core/contract/index.ts';

/** A stretch of the script in a member's lane, or a single point. */
export interface ScriptBlock {
  /** Index of the step that begins it. */
  readonly step: number;
  /** Index of the step that ends it; null: it lasts until the end, or is a point. */
  readonly endStep: number | null;
  readonly kind: RehearsalStep['do'];
  /** Parts of the duration. */
  readonly from: number;
  readonly to: number;
  readonly isPoint: boolean;
}

const ENDS: Readonly<Partial<Record<RehearsalStep['do'], RehearsalStep['do']>>> = {
  outage: 'return',
  drain: 'undrain',
  disable: 'enable',
};

/** The blocks of one member, by the names a step may call it; steps for all members are in every lane. */
export function blocksOf(
  { steps, duration }: Pick<Rehearsal, 'steps' | 'duration'>,
  names: readonly string[],
): readonly ScriptBlock[] {
  const own = steps
    .map((step, index) => ({ step, index }))
    .filter(({ step }) => step.member === '*' || (step.member !== undefined && names.includes(step.member)))
    .toSorted((one, other) => one.step.at - other.step.at || one.index - other.index);
  const ended = new Set<number>();
  const blocks = own.map(({ step, index }): ScriptBlock => {
    const end = ENDS[step.do];
    const last =
      end === undefined
        ? undefined
        : own.find(({ step: other, index: at }) => other.do === end && other.at >= step.at && !ended.has(at));
    if (last !== undefined) ended.add(last.index);
    return {
      step: index,
      endStep: last?.index ?? null,
      kind: step.do,
      from: Math.min(1, step.at / duration),
      to: end === undefined ? step.at / duration : (last?.step.at ?? duration) / duration,
      isPoint: end === undefined,
    };
  });
  // What ends a block is drawn as its end, and by a word after it.
  return blocks.filter(({ step }) => !ended.has(step));
}

/** Words of a step on its block. */
export const STEP_WORDS: Readonly<Record<RehearsalStep['do'], string>> = {
  outage: 'Outage',
  return: 'returns',
  drain: 'Drain',
  undrain: 'takes new ones',
  disable: 'Disabled',
  enable: 'is enabled',
  'retry-now': 'retry now',
  move: 'Move sessions',
  set: 'set',
};

/** What a step does, as one chooses it. */
export const STEP_CHOICES: readonly { readonly value: RehearsalStep['do']; readonly label: string }[] = [
  { value: 'outage', label: 'Outage: refuse connections' },
  { value: 'return', label: 'Return from an outage' },
  { value: 'drain', label: 'Drain: no new sessions' },
  { value: 'undrain', label: 'End the drain' },
  { value: 'disable', label: 'Disable' },
  { value: 'enable', label: 'Enable again' },
  { value: 'retry-now', label: 'Retry now' },
  { value: 'move', label: 'Move the users’ sessions' },
  { value: 'set', label: 'Change a setting' },
];
