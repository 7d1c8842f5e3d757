import { type FocusEvent, type ReactNode, useState } from 'react';
import styles from './ScreenWithDetails.module.css';

interface ScreenWithDetailsProps {
  readonly label: string;
  /** Sets `--details`, the width of the details. */
  readonly className: string | undefined;
  /** What the details show now, as a name; null for nothing. */
  readonly shown: string | null;
  /** An `aside`. */
  readonly details: ReactNode;
  /** The pane that they are beside, then what lies over the screen. */
  readonly children: ReactNode;
}

/**
 * A screen that is a pane with details of what is chosen in it. In a small window they lie over the pane: then they make way
 * while the Tab key is at something below them, and are back with the next choice, or when it comes to them.
 */
export function ScreenWithDetails({ label, className, shown, details, children }: ScreenWithDetailsProps) {
  const [makesWay, setMakesWay] = useState<string | null>(null);
  const look = ({ currentTarget }: FocusEvent<HTMLElement>) => {
    // Not the event's own target: a group hands its focus on to one of its own before this is called.
    const focused = document.activeElement;
    // In a menu or dialog of this screen nothing is below the details.
    if (focused === null || !currentTarget.contains(focused)) return;
    setMakesWay(isBelowDetails(currentTarget, focused) ? shown : null);
  };
  const state = shown === null ? 'false' : makesWay === shown ? 'aside' : 'true';
  return (
    <main className={`${styles.screen} ${className}`} aria-label={label} data-details={state} onFocus={look}>
      {children}
      {details}
    </main>
  );
}

/** Whether the focus is seen at a place that the details cover. */
function isBelowDetails(screen: HTMLElement, focused: Element): boolean {
  const details = screen.querySelector(':scope > aside');
  if (details === null || details.contains(focused) || !focused.matches(':focus-visible')) return false;
  // Beside it, or in a list whose rows they are of: that has its ring where it is in sight.
  if (getComputedStyle(details).position !== 'absolute') return false;
  if (focused.nextElementSibling?.matches('.focus-ring')) return false;
  return focused.getBoundingClientRect().right + FOCUS_PX > details.getBoundingClientRect().left;
}

/** How far the outline of what has the focus reaches (theme/base.css). */
const FOCUS_PX = 3;
