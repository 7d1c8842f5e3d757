/** Monotonic milliseconds with fractions, from any origin: what every duration and deadline of this room is counted in. */
export function monotonicMs(): number {
  return performance.now();
}

/** The decision room's clock: monotonic microseconds (core/decision/README.md). */
export function monotonicUs(): number {
  return performance.now() * 1000;
}
