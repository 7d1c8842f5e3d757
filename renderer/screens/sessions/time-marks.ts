import type { MemberState } from '../../../core/contract/index.ts';
import type { Happening } from '../../store/live-state.ts';
import { placeOf, type TimeWindow } from './lanes.ts';

/** A mark above the lanes. */
export interface TimeMark {
  readonly seq: number;
  readonly atMs: number;
  readonly tone: 'quiet' | 'warn' | 'err' | 'ok';
  /** Which member; null for an edit of the configuration. */
  readonly member: Happening['member'];
  readonly text: string;
  /** Whether there is room for the text before the next mark. */
  readonly isWide: boolean;
}

/** An edit and the change of a member that it made are one mark. */
const SAME_MS = 250;
/** In percent of the window's width. */
const ROOM = 11;

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
  return seen.map((happening, index) => {
    const next = seen[index + 1];
    const gap =
      next === undefined
        ? 100 - placeOf(happening.atMs, window) + ROOM / 2
        : placeOf(next.atMs, window) - placeOf(happening.atMs, window);
    return {
      seq: happening.seq,
      atMs: happening.atMs,
      tone: happening.state === null ? 'quiet' : TONES[happening.state],
      member: happening.member,
      text: happening.state === null ? happening.label : WORDS[happening.state],
      isWide: gap > ROOM,
    };
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
