import { CircleX, Radio, Send } from 'lucide-react';
import { useState } from 'react';
import { type CommandParams, SAFE_METHODS, type Trouble } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Note } from '../../components/Note.tsx';
import { Pane, PaneHead, PaneSection } from '../../components/Pane.tsx';
import { Switch } from '../../components/Switch.tsx';
import { memberName } from '../../format/member-name.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { AnswersTable } from './AnswersTable.tsx';
import styles from './BroadcastPane.module.css';
import { LagTable, WriteLine } from './LagParts.tsx';
import { RequestLine } from './RequestLine.tsx';
import { type BroadcastDraft, selectRehearse, setRehearse, type WriteDraft } from './rehearse-state.ts';
import { TextArea } from './TextArea.tsx';
import { useAsked } from './use-asked.ts';
import { useRehearseAction } from './use-rehearse-action.ts';

const isSafe = (method: string) => (SAFE_METHODS as readonly string[]).includes(method);

/** One request to every member, past stickiness, and how their answers differ. */
export function BroadcastPane() {
  const store = useAppStore();
  const { broadcast: draft, answers, lag, sendCount, draft: rehearsal } = useApp(selectRehearse);
  const firstMember = useApp((state) => state.live.balancers[0]?.members[0]?.url ?? '');
  const write = { ...draft.write, member: draft.write.member || firstMember };
  const changing = write.isOn ? write.method : draft.method;
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
    const result =
      typeof params === 'string'
        ? null
        : write.isOn
          ? await store.api.execute('lag.measure', lagParamsOf(params, write))
          : await store.api.execute('broadcast.send', params);
    setSending(false);
    if (typeof params === 'string') return setTrouble({ code: 'bad-params', message: params });
    setTrouble(result?.ok === false ? result.error : null);
    if (result?.ok !== true) return;
    const { value } = result;
    setRehearse(store, 'last' in value ? { answers: value.last, lag: value } : { answers: value, lag: null });
  };
  // What may change something on every member is asked about first.
  const ask = () => (isSafe(changing) ? void send() : setAsks(true));
  useAsked('send', sendCount, ask);
  return (
    <Pane label="Broadcast and compare" as="aside" edge="left">
      <PaneHead>
        <h2>Broadcast and compare</h2>
        <span className="grow" />
        {isSending && write.isOn && (
          <Button size="small" onClick={() => void store.api.execute('lag.cancel', {})}>
            Cancel
          </Button>
        )}
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
            <RequestLine
              labels={{ method: 'Method', path: 'Path and query' }}
              method={write.isOn ? 'GET' : draft.method}
              isMethodFixed={write.isOn}
              path={draft.path}
              placeholder="/product?id=1"
              onChange={edit}
            />
            <p className="muted">
              {write.isOn ? 'Read from every member' : 'To every member'}, past stickiness, as each would get
              it through ProxyPass.
            </p>
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
            <div className={styles.line}>
              <Switch
                label="Write on one member first, then read until all answer alike"
                checked={write.isOn}
                onChange={(isOn) => edit({ write: { ...write, isOn } })}
              />
              <span className="muted">Write on one member first, then read until all answer alike</span>
            </div>
            {write.isOn && (
              <WriteLine draft={write} onChange={(patch) => edit({ write: { ...write, ...patch } })} />
            )}
            {draft.showsMore && (
              <>
                <TextArea
                  label="Header fields"
                  rows={2}
                  value={draft.headers}
                  placeholder="Cookie: JSESSIONID=…"
                  onChange={(headers) => edit({ headers })}
                />
                <TextArea
                  label={write.isOn ? 'Body of the write' : 'Body'}
                  rows={3}
                  value={draft.body}
                  onChange={(body) => edit({ body })}
                />
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
          <>
            {lag !== null && <LagTable view={lag} />}
            <AnswersTable view={answers} />
          </>
        )}
      </div>
      {asks && (
        <Dialog
          title={write.isOn ? `Write on one member?` : `Send ${draft.method} to every member?`}
          description={
            write.isOn
              ? `${write.method} may change something on ${memberName(write.member)}.`
              : `${draft.method} may change something, and all ${members} members get it.`
          }
          width={420}
          onClose={() => setAsks(false)}
          footer={
            <>
              <span className="grow" />
              <Button onClick={() => setAsks(false)}>Cancel</Button>
              <Button variant="primary" onClick={() => void send()}>
                {`Send ${changing}`}
              </Button>
            </>
          }
        >
          <p className="mono selectable">{`${changing} ${write.isOn ? write.path : draft.path}`}</p>
        </Dialog>
      )}
    </Pane>
  );
}

/** The same read until all answer alike, after a write. The body is the write's. */
function lagParamsOf(read: CommandParams<'broadcast.send'>, write: WriteDraft): CommandParams<'lag.measure'> {
  const { method: _, body, allowUnsafe: __, ...rest } = read;
  return {
    ...rest,
    member: write.member,
    write: {
      method: write.method,
      path: write.path.startsWith('/') ? write.path : `/${write.path}`,
      ...(body === undefined ? {} : { body }),
    },
    allowUnsafe: true,
  };
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
