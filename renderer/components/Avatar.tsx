import styles from './Avatar.module.css';

interface AvatarProps {
  readonly initials: string;
  /** Square: an embedded user of this window. Round: an external browser. */
  readonly embedded: boolean;
  readonly size?: 'small' | 'large';
}

/** The initials of a session. Beside its name always, so it is hidden from screen readers. */
export function Avatar({ initials, embedded, size = 'small' }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={[styles.avatar, embedded ? styles.embedded : '', size === 'large' ? styles.large : '']
        .filter(Boolean)
        .join(' ')}
    >
      {initials}
    </span>
  );
}
