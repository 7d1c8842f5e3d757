import { Plus } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { ListeningPort, Problem } from '../../../../core/contract/index.ts';
import { showToast } from '../../../actions/run-command.ts';
import { Button } from '../../../components/Button.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { capitalised } from '../../../format/capitalised.ts';
import { memberName } from '../../../format/member-name.ts';
import { useApp, useAppStore } from '../../../store/store-context.tsx';
import { memberFromText } from '../new-member.ts';
import styles from './AddMember.module.css';

interface AddMemberProps {
  readonly balancer: string;
}

/** Adds members in place: a port, host or URL typed, or one of the ports that listen on this machine. */
export function AddMember({ balancer }: AddMemberProps) {
  const store = useAppStore();
  const members = useApp(
    (state) => state.config.project.balancers.find(({ name }) => name === balancer)?.members,
  );
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Pick<Problem, 'message' | 'hint'> | null>(null);
  const [ports, setPorts] = useState<readonly ListeningPort[] | null>(null);

  useEffect(() => {
    let isShown = true;
    void store.api.execute('port.scan', {}).then((result) => {
      if (isShown) setPorts(result.ok ? result.value.ports : []);
    });
    return () => {
      isShown = false;
    };
  }, [store]);

  const close = () => store.setUi({ overlay: null });
  const add = async (typed: string) => {
    if (typed.trim() === '') return;
    const member = memberFromText(typed, members ?? []);
    const result = await store.api.execute('member.add', { balancer, member });
    if (result.ok) {
      setText('');
      setProblem(null);
      const done = `${memberName(result.value.url)} is added with route ${member.route}`;
      showToast(store, { level: 'ok', text: done, hint: null, undo: true });
      return;
    }
    const first = result.error.problems?.[0];
    const { message, hint = '' } = first ?? result.error;
    // It stands alone below the field: a sentence.
    setProblem({ message: capitalised(message), hint });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add(text);
  };
  const taken = new Set((members ?? []).map(({ url }) => url));
  const offered = ports?.filter((port) => !port.ours && port.answer !== null && !taken.has(urlOf(port)));

  return (
    <form
      className={styles.add}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && close()}
      aria-label={`Add a member to ${balancer}`}
    >
      <div className={styles.line}>
        <TextField
          label="Port, host or URL of the new member"
          layout="bare"
          look="config"
          className={styles.field}
          placeholder="13005, app.local:8080 or http://…"
          autoFocus
          value={text}
          problem={problem}
          onChange={(next) => {
            setText(next);
            setProblem(null);
          }}
        />
        <Button type="submit" variant="primary" shortcut="Enter" disabled={text.trim() === ''}>
          Add
        </Button>
        <Button variant="ghost" shortcut="Esc" onClick={close}>
          Done
        </Button>
      </div>
      <div className={styles.ports}>
        <span className="muted">
          {offered === undefined
            ? 'Looking for ports that listen here…'
            : offered.length === 0
              ? 'No other port on this machine answers HTTP.'
              : 'Answer HTTP here:'}
        </span>
        {offered?.map((port) => (
          <Button
            key={`${port.host}:${port.port}`}
            size="small"
            icon={<Plus size={11} />}
            title={port.command ?? undefined}
            onClick={() => void add(urlOf(port))}
          >
            <span className="mono">{port.port}</span>
            <span className="muted">{port.answer?.title ?? port.process ?? ''}</span>
          </Button>
        ))}
      </div>
    </form>
  );
}

function urlOf({ host, port }: ListeningPort): string {
  const local = host === '0.0.0.0' || host === '*' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}
