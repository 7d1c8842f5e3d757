import { Tooltip as RadixTooltip } from 'radix-ui';
import type { FocusEvent, ReactElement } from 'react';
import { isPointerUsed } from '../theme/input-mode.ts';
import { Kbd } from './Kbd.tsx';
import styles from './Tooltip.module.css';

interface TooltipProps {
  readonly text: string;
  readonly shortcut?: string | undefined;
  /** Where it stands while there is room; above, unless rows stand there. */
  readonly side?: 'top' | 'right' | undefined;
  /** The one element it belongs to. */
  readonly children: ReactElement;
}

/** A menu or dialog that closes gives the focus back to its button; nobody asked for its name then. */
function ignoreQuietFocus(event: FocusEvent<HTMLElement>): void {
  if (isPointerUsed() || !event.target.matches(':focus-visible')) event.preventDefault();
}

/** A short text under the pointer or the focus. Never holds what isn't said elsewhere. */
export function Tooltip({ text, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild onFocus={ignoreQuietFocus}>
        {children}
      </RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
