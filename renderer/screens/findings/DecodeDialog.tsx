import { CircleCheck, CircleHelp, CircleMinus, KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CookieDecoding, CookieReading, Trouble } from '../../../core/contract/index.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { TextField } from '../../components/TextField.tsx';
import { identityOfRoute, selectRouteOrder } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './DecodeDialog.module.css';

/** Long enough that a letter typed is not a question each. */
const PAUSE_MS = 150;

const LOOKS = {
  member: { Icon: CircleCheck, tone: 'ok', word: 'names a member' },
  'needs-key': { Icon: KeyRound, tone: 'muted', word: 'needs its key' },
  nobody: { Icon: CircleHelp, tone: 'warn', word: 'names nobody' },
  'no-member': { Icon: CircleMinus, tone: 'muted', word: 'names no member' },
} as const satisfies Record<CookieReading['verdict'], unknown>;

interface DecodeDialogProps {
  readonly text: string;
  readonly onClose: () => void;
}

/** A cookie pasted, and what each known balancer would make of it. Nothing is sent; secrets are used and forgotten. */
export function DecodeDialog({ text, onClose }: DecodeDialogProps) {
  const store = useAppStore();
  const order = useApp(selectRouteOrder);
  const [typed, setTyped] = useState(text);
  const [key, setKey] = useState('');
  const [decoding, setDecoding] = useState<CookieDecoding | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    if (typed.trim() === '') {
      setDecoding(null);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      const keys = key === '' ? [] : [key];
      void store.api.execute('cookie.decode', { text: typed, keys }).then((result) => {
        if (!isCurrent) return;
        setDecoding(result.ok ? result.value : null);
        setTrouble(result.ok ? null : result.error);
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed, key, store]);

  return (
    <Dialog
      title="Decode a cookie"
      description="What Apache, HAProxy, nginx, Caddy and Traefik would make of it, and which member that is."
      width={680}
      onClose={onClose}
    >
      <div className={styles.form}>
        <TextField
          label="Cookie, Cookie field or Set-Cookie line"
          look="code"
          value={typed}
          placeholder="Cookie: ROUTEID=.2; lb=9f86d081…"
          problem={trouble === null ? null : { message: trouble.message, hint: trouble.hint ?? '' }}
          onChange={setTyped}
        />
        <TextField
          label="Key"
          look="code"
          value={key}
          placeholder="dynamic-cookie-key of HAProxy, secret of Caddy"
          onChange={setKey}
        />
      </div>
      <div className={styles.cookies} aria-live="polite">
        {decoding !== null && decoding.cookies.length === 0 && (
          <p className="muted">There is no cookie in it.</p>
        )}
        {decoding?.cookies.map(({ name, value, readings }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cookies have no identity but their place
          <section key={index} className={styles.cookie} aria-label={name === '' ? value : name}>
            <h3 className="mono selectable">{name === '' ? value : `${name}=${value}`}</h3>
            {readings.length === 0 && (
              <p className="muted">It has the form of no balancer’s cookie that we know.</p>
            )}
            <ul>
              {readings.map(({ scheme, title, verdict, text: words, member }) => {
                const { Icon, tone, word } = LOOKS[verdict];
                return (
                  <li key={scheme}>
                    <Icon size={14} className={tone} role="img" aria-label={word} />
                    <span className={styles.words}>
                      <b>{title}</b> <span className="selectable">{words}</span>
                    </span>
                    {member !== null && (
                      <RouteChip identity={identityOfRoute(order, member.balancer, member.route)} />
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
