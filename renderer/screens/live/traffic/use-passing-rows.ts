import { type RefObject, useEffect } from 'react';
import { whenInputRests } from '../../../store/recent-input.ts';

/**
 * While the wheel turns, rows pass below a pointer that rests and means none of them; each would be looked for, lit and told of
 * the pointer's coming and going, in every frame that scrolls: a tenth of what the page did then. So `shield` lies over the rows
 * until the pointer moves or the wheel rests. Shown and hidden here, not drawn: the list is not drawn anew for it.
 */
export function usePassingRows(shield: RefObject<HTMLElement | null>, isEmpty: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: an empty list has none; the first row brings one
  useEffect(() => {
    const element = shield.current;
    const list = element?.closest('[role="grid"]');
    if (element == null || list == null) return;
    let stopWaiting = () => {};
    const hide = () => {
      stopWaiting();
      element.hidden = true;
    };
    const show = () => {
      if (!element.hidden) return;
      element.hidden = false;
      stopWaiting = whenInputRests(hide);
    };
    const onMove = (event: Event) => {
      // Chromium tells of a pointer that rests as well when something else has come below it.
      const { movementX, movementY } = event as PointerEvent;
      if (!element.hidden && (movementX !== 0 || movementY !== 0)) hide();
    };
    list.addEventListener('wheel', show, { passive: true });
    list.addEventListener('pointermove', onMove, { passive: true });
    return () => {
      hide();
      list.removeEventListener('wheel', show);
      list.removeEventListener('pointermove', onMove);
    };
  }, [shield, isEmpty]);
}
