import { CircleX, Radio, Send } from 'lucide-react';
import { useState } from 'react';
import {
  type CommandParams,
  REQUEST_METHODS,
  SAFE_METHODS,
  type Trouble,
} from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Note } from '../../components/Note.tsx';
import { Pane, PaneHead, PaneSection } from '../../components/Pane.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { AnswersTable } from './AnswersTable.tsx';
import styles from './BroadcastPane.module.css';
import { type BroadcastDraft, selectRehearse, setRehearse } from './rehearse-state.ts';
import { TextArea } from './TextArea.tsx';
import { useAsked } from './use-asked.ts';
import { useRehearseAction } from './use-rehearse-action.ts';

const isSafe = (method: string) => (SAFE_METHODS as readonly string[]).includes(method);

/** One request to every member, past stickiness, and how their answers differ. */
export function BroadcastPane() {
  const store = useAppStore();
  const { broadcast: draft, answers, sendCount, draft: rehearsal } = useApp(selectRehearse);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isSending, setSending] = useState(false);
  const [asks, setAsks] = useState(false);
  const action = useRehearseAction('broadcast.send');
  const members = useApp((state) => state.live.balancers.reduce((sum, one) => sum + one.members.length, 0));
  const edit = (patch: Partial<BroadcastDraft>) =>
    setRehearse(store, { broadcast: { ...selectRehearse(store.getState()).broadcast, ...patch } });

  const send = async () => {
    setAsks(false);
    setSending(true);
    const params = paramsOf(draft, rehearsal?.site);
    const result = typeof params === 'string' ? null : await store.api.execute('broadcast.send', params);
    setSending(false);
    if (typeof params === 'string') return setTrouble({ code: 'bad-params', message: params });
    setTrouble(result?.ok === false ? result.error : null);
    if (result?.ok === true) setRehearse(store, { answers: result.value });
  };
  // What may change something on every member is asked about first.
  const ask = () => (isSafe(draft.method) ? void send() : setAsks(true));
  useAsked('send', sendCount, ask);
  return (
    <Pane label="Broadcast and compare" as="aside" edge="left">
      <PaneHead>
        <h2>Broadcast and compare</h2>
        <span className="grow" />
        <Button
          size="small"
          icon={<Send size={12} />}
          shortcut={action.shortcut}
          disabled={isSending}
          onClick={ask}
        >
          {isSending ? 'Sending…' : 'Send'}
        </Button>
      </PaneHead>
      <div className={styles.body}>
        <PaneSection>
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              ask();
            }}
          >
            <div className={styles.line}>
              <SelectField
                label="Method"
                layout="bare"
                look="config"
                value={draft.method}
                options={REQUEST_METHODS.map((method) => ({ value: method, label: method }))}
                onChange={(method) => edit({ method })}
              />
              <TextField
                label="Path and query"
                layout="bare"
                look="config"
                className="grow"
                value={draft.path}
                placeholder="/product?id=1"
                onChange={(path) => edit({ path })}
              />
            </div>
            <p className="muted">To every member, past stickiness, as each would get it through ProxyPass.</p>
            <div className={styles.line}>
              <Switch
                label="Leave out dates and session ids"
                checked={!draft.exact}
                onChange={(on) => edit({ exact: !on })}
              />
              <span className="muted">Leave out dates and session ids</span>
              <span className="grow" />
              <Button
                size="small"
                variant="ghost"
                aria-expanded={draft.showsMore}
                onClick={() => edit({ showsMore: !draft.showsMore })}
              >
                {draft.showsMore ? 'Less' : 'More…'}
              </Button>
            </div>
            {draft.showsMore && (
              <>
                <TextArea
                  label="Header fields"
                  rows={2}
                  value={draft.headers}
                  placeholder="Cookie: JSESSIONID=…"
                  onChange={(headers) => edit({ headers })}
                />
                <TextArea label="Body" rows={3} value={draft.body} onChange={(body) => edit({ body })} />
                <TextArea
                  label="Leave out lines with"
                  rows={2}
                  value={draft.ignore}
                  placeholder="Answered by"
                  note="One text a line"
                  onChange={(ignore) => edit({ ignore })}
                />
              </>
            )}
          </form>
        </PaneSection>
        {trouble !== null && (
          <div className={styles.note}>
            <Note tone="err" icon={<CircleX size={14} />}>
              <b>Not sent: {trouble.message}.</b> {trouble.problems?.[0]?.message ?? trouble.hint}
            </Note>
          </div>
        )}
        {answers === null ? (
          trouble === null && (
            <EmptyState icon={<Radio size={18} />} title="Nothing was sent yet">
              Equal answers are grouped, the others shown line by line: is a cache cleared everywhere?
            </EmptyState>
          )
        ) : (
          <AnswersTable view={answers} />
        )}
      </div>
      {asks && (
        <Dialog
          title={`Send ${draft.method} to every member?`}
          description={`${draft.method} may change something, and all ${members} members get it.`}
          width={420}
          onClose={() => setAsks(false)}
          footer={
            <>
              <span className="grow" />
              <Button onClick={() => setAsks(false)}>Cancel</Button>
              <Button variant="primary" onClick={() => void send()}>
                {`Send ${draft.method}`}
              </Button>
            </>
          }
        >
          <p className="mono selectable">{`${draft.method} ${draft.path}`}</p>
        </Dialog>
      )}
    </Pane>
  );
}

/** A draft as the command takes it, or what is wrong with it. Whoever sends has confirmed what is not safe. */
function paramsOf(draft: BroadcastDraft, site: string | undefined): CommandParams<'broadcast.send'> | string {
  const headers: Record<string, string> = {};
  for (const line of draft.headers.split('\n')) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) return `“${line.trim()}” is no header field: write Name: value`;
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  const ignore = draft.ignore.split('\n').filter((text) => text.trim() !== '');
  return {
    ...(site === undefined ? {} : { site }),
    method: draft.method,
    path: draft.path.startsWith('/') ? draft.path : `/${draft.path}`,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(draft.body === '' ? {} : { body: draft.body }),
    allowUnsafe: !isSafe(draft.method),
    ignore,
    ignoreVolatile: !draft.exact,
  };
}
