import type { Rehearsal, RehearsalRequest } from '../contract/index.ts';
import { type Random, userRandom } from './random.ts';

/** What one virtual user will do, whatever it is answered. */
export interface PlannedUser {
  /** `v07`: the name it goes by in traffic and verdicts. */
  readonly name: string;
  /** Milliseconds after the start of its first request. */
  readonly arrivesAtMs: number;
  /** Its request number `index`, from 0. */
  requestAt(index: number): RehearsalRequest;
  /** Whether request `index` belongs to what is asked for once, at the beginning. */
  isBeginning(index: number): boolean;
  /** How long it thinks before its next request, in milliseconds; another number each time. */
  nextThinkMs(): number;
}

/** The users of a rehearsal, in the order in which they arrive. The same file and seed give the same plan. */
export function planUsers(rehearsal: Rehearsal, seed: number): readonly PlannedUser[] {
  const arriveMs = arrivalMs(rehearsal);
  return userNames(rehearsal.users).map((name, index) => {
    const random = userRandom(seed, index);
    // Spread evenly, each somewhere in its own slot: a burst of all at once is what `arriveWithin: 0` asks for.
    const arrivesAtMs = Math.round((arriveMs * (index + random())) / rehearsal.users);
    return plannedUser(rehearsal, name, arrivesAtMs, random);
  });
}

/** `v01`, `v02` …: what the users of a rehearsal are called. */
export function userNames(count: number): readonly string[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => `v${String(index + 1).padStart(digits, '0')}`);
}

/** Milliseconds within which all users arrive. */
export function arrivalMs({ arriveWithin, duration }: Rehearsal): number {
  return (arriveWithin ?? duration / 10) * 1000;
}

function plannedUser(
  { begin = [], requests, think }: Rehearsal,
  name: string,
  arrivesAtMs: number,
  random: Random,
): PlannedUser {
  // Users begin at different requests of the journey, else all would ask for the same page at the same time.
  const offset = Math.floor(random() * requests.length);
  return {
    name,
    arrivesAtMs,
    requestAt(index) {
      const first = begin[index];
      if (first !== undefined) return first;
      return requests[(index - begin.length + offset) % requests.length] as RehearsalRequest;
    },
    isBeginning: (index) => index < begin.length,
    nextThinkMs: () => Math.round((think.from + (think.to - think.from) * random()) * 1000),
  };
}
