import { useEffect, useRef } from 'react';

/** Counts that were answered already, so that a screen that is shown again does nothing twice. */
const answered = new Map<string, number>();

/** Does what an action asks for, whether this screen was shown or is shown because of it; `count` grows with each. */
export function useAsked(name: string, count: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (count === 0 || answered.get(name) === count) return;
    answered.set(name, count);
    latest.current();
  }, [name, count]);
}
