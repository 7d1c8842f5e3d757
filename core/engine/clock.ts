/** The time of the turn that is going on, 0 outside of turns. */
let heldMs = 0;
/** The time of day of that turn, 0 until somebody asked. */
let heldWallMs = 0;

/**
 * Monotonic milliseconds with fractions, from any origin: what every duration and deadline of this room is counted in.
 * During a part of a turn it stands still.
 */
export function monotonicMs(): number {
  return heldMs === 0 ? performance.now() : heldMs;
}

/** The decision room's clock: monotonic microseconds (core/decision/README.md). */
export function monotonicUs(): number {
  return monotonicMs() * 1000;
}

/** The time of day in milliseconds since 1970, for people. During a part of a turn it stands still, too. */
export function wallMs(): number {
  if (heldMs === 0) return Date.now();
  if (heldWallMs === 0) heldWallMs = Date.now();
  return heldWallMs;
}

/**
 * Has the clock stand at the time it is now, until it is read anew or `releaseClock`: what is done together counts as done at
 * once, and an exchange asks for the time a dozen times.
 */
export function holdClock(): void {
  heldMs = performance.now();
  heldWallMs = 0;
}

/** Has the clock go on. */
export function releaseClock(): void {
  heldMs = 0;
}
