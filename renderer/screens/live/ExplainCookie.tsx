import { type FormEvent, useEffect, useState } from 'react';
import type { BalancerView, Explanation, Trouble } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { RichText } from '../../components/RichText.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import type { RouteOrder } from '../../theme/route-identity.ts';
import styles from './ExplainCookie.module.css';
import { Ladder } from './exchange/Ladder.tsx';

interface ExplainCookieProps {
  readonly cookie: string;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly onClose: () => void;
}

/**
 * Which member would get a request with this cookie and why, of a balancer that has just begun: nothing is sent, nothing is
 * charged, and nobody is in error.
 */
export function ExplainCookie({ cookie, balancers, order, onClose }: ExplainCookieProps) {
  const store = useAppStore();
  const [typed, setTyped] = useState(cookie);
  const [path, setPath] = useState('/');
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const balancer = balancers[0];
  const sticky = balancer?.stickysession?.split('|')[0] ?? 'ROUTEID';

  const explain = async (text: string) => {
    const result = await store.api.execute('decision.explain', { cookie: text, url: path });
    setAnswer(result.ok ? result.value : null);
    setTrouble(result.ok ? null : result.error);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the palette handed over, once
  useEffect(() => {
    if (cookie !== '') void explain(cookie);
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void explain(typed);
  };

  return (
    <Dialog
      title="Explain a cookie"
      description="Which member would get this request while none is in error, and why. Nothing is sent."
      width={600}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Cookie"
          look="code"
          value={typed}
          placeholder={`${sticky}=.2; theme=dark`}
          problem={trouble === null ? null : { message: trouble.message, hint: trouble.hint ?? '' }}
          onChange={setTyped}
        />
        <TextField label="Path" look="code" value={path} placeholder="/" onChange={setPath} />
        <Button type="submit" variant="primary" shortcut="Enter">
          Explain
        </Button>
      </form>
      {answer !== null && (
        <section className={styles.answer} aria-live="polite">
          <h3 className="selectable">{answer.headline}</h3>
          <p className="selectable">
            <RichText>{answer.summary}</RichText>
          </p>
          <Ladder
            steps={answer.steps}
            balancer={balancer?.name ?? null}
            order={order}
            lbmethod={balancer?.lbmethod ?? 'byrequests'}
          />
        </section>
      )}
    </Dialog>
  );
}
