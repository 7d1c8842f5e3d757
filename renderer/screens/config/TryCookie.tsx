import { Check, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Explanation, Trouble } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { RichText } from '../../components/RichText.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAppStore } from '../../store/store-context.tsx';
import { useConfigEdit } from './edit-context.ts';
import styles from './TryCookie.module.css';

/** Long enough that a letter typed is not a question each. */
const PAUSE_MS = 150;

/** Which member a cookie leads to with the model as it is, worked out while one types. Nothing is sent. */
export function TryCookie() {
  const store = useAppStore();
  const { project } = useConfigEdit();
  const first = project.balancers[0];
  const [typed, setTyped] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const sticky = first?.stickysession?.split('|')[0] || 'ROUTEID';
  const example = `${sticky}=.${first?.members.find(({ route }) => route !== undefined)?.route ?? '1'}`;
  const cookie = typed ?? example;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another model gives another answer
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void store.api.execute('decision.explain', { cookie, url: '/' }).then((result) => {
        if (!isCurrent) return;
        setAnswer(result.ok ? result.value : null);
        setTrouble(result.ok ? null : result.error);
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [cookie, project, store]);

  const isBad =
    trouble !== null ||
    answer?.steps.some(
      ({ id, verdict }) => verdict === 'bad' || (verdict === 'no' && (id === 'member' || id === 'usable')),
    ) === true;
  return (
    <div className={styles.try}>
      <TextField
        label="Cookie to try"
        layout="bare"
        look="config"
        value={cookie}
        placeholder={example}
        onChange={setTyped}
      />
      {trouble !== null && (
        <p className={styles.answer}>
          <TriangleAlert size={13} className="warn" aria-hidden="true" />
          <span>
            {trouble.message}. {trouble.hint}
          </span>
        </p>
      )}
      {answer !== null && (
        <div className={styles.answer} aria-live="polite">
          {isBad ? (
            <TriangleAlert size={13} className="warn" aria-hidden="true" />
          ) : (
            <Check size={13} className="ok" aria-hidden="true" />
          )}
          <p className="grow selectable">
            <b>{answer.headline}.</b> <RichText>{answer.summary}</RichText>
          </p>
          <Button size="small" onClick={() => store.setUi({ overlay: { kind: 'explain', cookie } })}>
            Step by step
          </Button>
          <Button
            size="small"
            title="What other balancers would make of it"
            onClick={() => store.setUi({ overlay: { kind: 'decode', text: cookie } })}
          >
            Decode
          </Button>
        </div>
      )}
    </div>
  );
}
