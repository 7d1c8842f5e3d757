/**
 * Keeps `<html data-input>` (`keyboard` or `pointer`) in step with what was used last. A menu that was closed by a click
 * gives the focus back to its button, and browsers draw a ring around what gets the focus from a script: nobody asked
 * for it then. Returns the remover.
 */
export function watchInputMode(): () => void {
  const { dataset } = document.documentElement;
  const byPointer = () => {
    dataset.input = 'pointer';
  };
  const byKey = () => {
    dataset.input = 'keyboard';
  };
  addEventListener('pointerdown', byPointer, true);
  addEventListener('keydown', byKey, true);
  return () => {
    removeEventListener('pointerdown', byPointer, true);
    removeEventListener('keydown', byKey, true);
  };
}

/** Whether the pointer was used last. */
export function isPointerUsed(): boolean {
  return document.documentElement.dataset.input === 'pointer';
}
