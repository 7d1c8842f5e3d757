import type { MemberState } from '../../../core/contract/index.ts';
import type { Happening } from '../../store/live-state.ts';
import { isDown } from '../../store/selectors.ts';
import { placeOf, type TimeWindow } from './lanes.ts';

/** A mark above the lanes. */
export interface TimeMark {
  readonly seq: number;
  readonly atMs: number;
  readonly tone: 'quiet' | 'warn' | 'err' | 'ok';
  /** Which member; null for an edit of the configuration. */
  readonly member: Happening['member'];
  readonly text: string;
  /** Whether there is room for the text beside it. */
  readonly isWide: boolean;
  /** Where its words stand: at the end of the window there is no room after it. */
  readonly side: 'right' | 'left';
}

/** An edit and the change of a member that it made are one mark. */
const SAME_MS = 250;
/** In percent of the window's width. */
const ROOM = 11;
/** Edits closer than this are one mark: their icons would lie over each other. */
const SAME_PLACE = 2;
/** After this there is no room for words before the end. */
const LATE = 86;

/** What happened in the window, as marks. */
export function marksOf(happenings: readonly Happening[], window: TimeWindow): readonly TimeMark[] {
  const seen = happenings.filter(
    (happening, index) =>
      happening.atMs >= window.fromMs &&
      !(
        happening.member === null &&
        happenings
          .slice(index + 1, index + 4)
          .some(
            (next) => next.member !== null && next.cause === 'edited' && next.atMs - happening.atMs < SAME_MS,
          )
      ),
  );
  const marks: (Omit<TimeMark, 'isWide' | 'side'> & { readonly at: number; readonly edits: number })[] = [];
  for (const { seq, atMs, state, member, label } of seen) {
    const at = placeOf(atMs, window);
    const last = marks.at(-1);
    const joins = member === null && last?.member === null && at - last.at < SAME_PLACE;
    const edits = joins ? last.edits + 1 : 1;
    if (joins) marks.pop();
    const text = state === null ? (edits > 1 ? `${edits} edits, last ${label}` : label) : WORDS[state];
    marks.push({ seq, atMs, tone: state === null ? 'quiet' : TONES[state], member, text, at, edits });
  }
  return marks.map(({ at, edits: _, ...mark }, index) => {
    const before = marks[index - 1];
    const next = marks[index + 1];
    const side = next === undefined && at > LATE ? 'left' : 'right';
    const gap = side === 'left' ? at - (before?.at ?? 0) : (next?.at ?? 100 + ROOM / 2) - at;
    return { ...mark, side, isWide: gap > ROOM };
  });
}

const TONES: Readonly<Record<MemberState, TimeMark['tone']>> = {
  ok: 'ok',
  standby: 'ok',
  spare: 'ok',
  draining: 'warn',
  disabled: 'warn',
  stopped: 'warn',
  error: 'err',
  'health-failed': 'err',
  outage: 'err',
};

const WORDS: Readonly<Record<MemberState, string>> = {
  ok: 'is back',
  standby: 'standby',
  spare: 'spare',
  draining: 'draining',
  disabled: 'disabled',
  stopped: 'stopped',
  error: 'in error',
  'health-failed': 'unhealthy',
  outage: 'outage',
};

/** Since when a route has had nobody to answer for it, by the marks; `fallbackMs` when it was so before them. */
export function downSince(
  happenings: readonly Happening[],
  balancer: string,
  route: string,
  fallbackMs: number,
): number {
  const last = happenings.findLast(
    ({ member }) => member !== null && member.balancer === balancer && member.route === route,
  );
  return last?.atMs ?? fallbackMs;
}

/**
 * Since when nobody had answered for a route at `endMs`, by the marks; null when somebody did. `urls` are the members that have the
 * route: all of them must have gone.
 */
export function downUntil(
  happenings: readonly Happening[],
  urls: readonly string[],
  endMs: number,
): number | null {
  const last = urls.map((url) =>
    happenings.findLast(({ member, atMs }) => member?.url === url && atMs <= endMs),
  );
  if (urls.length === 0 || last.some((each) => each?.state == null || !isDown({ state: each.state }))) {
    return null;
  }
  return Math.max(...last.map((each) => each?.atMs ?? endMs));
}
