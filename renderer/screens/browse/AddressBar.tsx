import { ArrowLeft, ArrowRight, RotateCw, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { CommandParams, UserView } from '../../../core/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import styles from './AddressBar.module.css';
import { splitAddress } from './user-route.ts';

interface AddressBarProps {
  readonly user: Pick<UserView, 'name' | 'url' | 'loading' | 'canGoBack' | 'canGoForward' | 'favicon'>;
  /** Counted up to ask the field for the focus. */
  readonly focusCount: number;
  readonly onNavigate: (url: string) => void;
  readonly onGo: (to: CommandParams<'user.go'>['to']) => void;
}

/** Back, reload and the address: a path alone stays on the page's own site. */
export function AddressBar({ user, focusCount, onNavigate, onGo }: AddressBarProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusCount > 0) field.current?.focus();
  }, [focusCount]);
  const { host, rest } = splitAddress(user.url);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const url = typed?.trim() ?? '';
    setTyped(null);
    field.current?.blur();
    if (url !== '') onNavigate(url);
  };
  return (
    <form className={styles.bar} onSubmit={submit}>
      <IconButton label="Back" disabled={!user.canGoBack} onClick={() => onGo('back')}>
        <ArrowLeft size={14} />
      </IconButton>
      {user.canGoForward && (
        <IconButton label="Forward" onClick={() => onGo('forward')}>
          <ArrowRight size={14} />
        </IconButton>
      )}
      {user.loading ? (
        <IconButton label="Stop loading" onClick={() => onGo('stop')}>
          <X size={14} />
        </IconButton>
      ) : (
        <IconButton label="Reload" onClick={() => onGo('reload')}>
          <RotateCw size={13} />
        </IconButton>
      )}
      <div className={styles.address}>
        <input
          ref={field}
          className={styles.input}
          aria-label={`Address of ${user.name}`}
          value={typed ?? user.url}
          spellCheck={false}
          autoComplete="off"
          onFocus={(event) => {
            setTyped(user.url);
            event.target.select();
          }}
          onBlur={() => setTyped(null)}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        {typed === null && (
          <span className={styles.shown} aria-hidden="true">
            {user.favicon !== null && (
              <img src={user.favicon} alt="" width={14} height={14} className={styles.icon} />
            )}
            <span className={`muted ell ${styles.host}`}>{host}</span>
            <span className="ell">{rest}</span>
          </span>
        )}
      </div>
    </form>
  );
}
