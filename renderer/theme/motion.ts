/** What a person may choose; `system` follows the operating system. */
export const MOTIONS = ['system', 'reduce'] as const;
export type Motion = (typeof MOTIONS)[number];

/** A stored text as a choice of motion; anything unknown is `system`. */
export function readMotion(text: string | null | undefined): Motion {
  return MOTIONS.find((motion) => motion === text) ?? 'system';
}

/** Keeps `<html data-motion>` (`full` or `reduce`) in step with the choice and the system. Returns the remover. */
export function applyMotion(choice: Motion): () => void {
  const system = matchMedia('(prefers-reduced-motion: reduce)');
  const apply = () => {
    document.documentElement.dataset.motion = choice === 'reduce' || system.matches ? 'reduce' : 'full';
  };
  apply();
  system.addEventListener('change', apply);
  return () => system.removeEventListener('change', apply);
}

/** Whether things stand still now. For what CSS can't say, such as a canvas. */
export function isMotionReduced(): boolean {
  return document.documentElement.dataset.motion === 'reduce';
}
