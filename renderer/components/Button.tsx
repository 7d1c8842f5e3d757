import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { Kbd } from './Kbd.tsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` is the one thing to do here; `ghost` has no frame; `danger` takes something away. */
  readonly variant?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  /** Keys as people read them, such as `n` or `Ctrl K`. */
  readonly shortcut?: string | undefined;
}

/** A push button with a word on it, an icon before and its key after. */
export function Button({
  variant = 'default',
  size = 'normal',
  icon,
  shortcut,
  className,
  children,
  ...rest
}: ButtonProps) {
  const names = [styles.button, styles[variant], styles[size], className].filter(Boolean).join(' ');
  return (
    <button type="button" className={names} {...rest}>
      {icon}
      {children}
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </button>
  );
}
