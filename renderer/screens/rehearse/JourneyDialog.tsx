import { useState } from 'react';
import {
  type Problem,
  parseRehearsal,
  type Rehearsal,
  type SessionView,
} from '../../../core/contract/index.ts';
import { runCommand, showToast } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Menu } from '../../components/Menu.tsx';
import { TextField } from '../../components/TextField.tsx';
import { plural } from '../../format/numbers.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './JourneyDialog.module.css';
import { journeyText, readJourney } from './journey-text.ts';
import { NumberField } from './NumberField.tsx';
import { setRehearse } from './rehearse-state.ts';
import { TextArea } from './TextArea.tsx';

interface JourneyDialogProps {
  readonly draft: Rehearsal;
  readonly onClose: () => void;
}

/** What users ask for, how a lost session shows, and what may happen without the rehearsal failing. */
export function JourneyDialog({ draft, onClose }: JourneyDialogProps) {
  const store = useAppStore();
  const [begin, setBegin] = useState(journeyText(draft.begin ?? []));
  const [requests, setRequests] = useState(journeyText(draft.requests));
  const [cookies, setCookies] = useState((draft.session?.cookies ?? []).join(' '));
  const [lostText, setLostText] = useState(draft.session?.lostText ?? '');
  const [after, setAfter] = useState(draft.session?.marker?.after ?? '');
  const [before, setBefore] = useState(draft.session?.marker?.before ?? '');
  const [allow, setAllow] = useState(draft.allow ?? {});
  const [problem, setProblem] = useState<string | null>(null);

  const save = () => {
    const first = readJourney(begin, draft.begin);
    const main = readJourney(requests, draft.requests);
    if (!first.ok) return setProblem(`At the beginning, line ${first.line}: ${first.problem}.`);
    if (!main.ok) return setProblem(`Requests, line ${main.line}: ${main.problem}.`);
    const names = cookies.split(/[\s,]+/).filter((name) => name !== '');
    const session = {
      ...(names.length === 0 ? {} : { cookies: names }),
      ...(lostText === '' ? {} : { lostText }),
      ...(after === '' && before === '' ? {} : { marker: { after, before } }),
    };
    const { begin: _begin, session: _session, allow: _allow, ...rest } = draft;
    const made = {
      ...rest,
      ...(first.requests.length === 0 ? {} : { begin: [...first.requests] }),
      requests: [...main.requests],
      ...(Object.keys(session).length === 0 ? {} : { session }),
      ...(Object.keys(allow).length === 0 ? {} : { allow }),
    };
    const parsed = parseRehearsal(made);
    if (!parsed.ok) return setProblem(words(parsed.error[0]));
    setRehearse(store, { draft: parsed.value });
    onClose();
  };
  const record = async (session: SessionView) => {
    const result = await runCommand(store, 'rehearsal.record', { sessionId: session.sessionId });
    if (!result.ok) return;
    setRequests(journeyText(result.value.requests));
    const { left } = result.value;
    if (left > 0) {
      const text = `${plural(left, 'request')} of ${session.label} could not be taken over`;
      const hint =
        'Bodies are taken over when they were recorded: switch that on in the details of a request.';
      showToast(store, { level: 'warn', text, hint, undo: false });
    }
  };
  const limit = (key: 'lost' | 'errors' | 'moved' | 'recover', label: string, unit?: string) => (
    <NumberField
      label={label}
      {...(unit === undefined ? {} : { unit })}
      value={allow[key] ?? null}
      least={0}
      most={key === 'recover' ? 3600 : 1_000_000}
      whole={key !== 'recover'}
      placeholder={key === 'lost' || key === 'errors' ? '0' : 'any'}
      onChange={(value) => setAllow({ ...allow, [key]: value })}
      onEmpty={() => setAllow(Object.fromEntries(Object.entries(allow).filter(([name]) => name !== key)))}
    />
  );
  return (
    <Dialog
      title="Journey and limits"
      description="What each virtual user asks for, and what counts as lost"
      width={640}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.two}>
          <TextArea
            label="At the beginning, once"
            value={begin}
            rows={5}
            placeholder="POST /login user=anna&next=/"
            note="One request a line: a path, or a method, a path and a body"
            onChange={setBegin}
          />
          <div className={styles.turn}>
            <TextArea
              label="Then, in turn"
              value={requests}
              rows={5}
              placeholder="/cart"
              onChange={setRequests}
            />
            <RecordMenu onRecord={(session) => void record(session)} />
          </div>
        </div>
        <fieldset className={styles.set}>
          <legend>How a lost session shows</legend>
          <TextField
            label="Session cookies"
            layout="row"
            look="code"
            value={cookies}
            placeholder="learned from answers"
            onChange={setCookies}
          />
          <TextField
            label="Or a text"
            layout="row"
            value={lostText}
            placeholder="Please sign in"
            note="Counts as lost when it appears and was not there before"
            onChange={setLostText}
          />
          <div className={styles.marker}>
            <TextField
              label="What stands after"
              layout="row"
              value={after}
              placeholder="Hello, "
              onChange={setAfter}
            />
            <TextField label="and before" layout="row" value={before} placeholder="<" onChange={setBefore} />
            <p className="muted">must stay the same for a user.</p>
          </div>
        </fieldset>
        <fieldset className={styles.set}>
          <legend>It fails with more than</legend>
          <div className={styles.numbers}>
            {limit('lost', 'Sessions lost')}
            {limit('errors', 'Requests failed')}
            {limit('moved', 'Sessions moved')}
            {limit('recover', 'Time to recover', 's')}
          </div>
        </fieldset>
        {problem !== null && (
          <p className="err" role="alert">
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** Sessions of people whose requests may become the journey. */
function RecordMenu({ onRecord }: { readonly onRecord: (session: SessionView) => void }) {
  const sessions = useApp((state) => state.live.sessions);
  const own = [...sessions.values()]
    .filter(({ recognition, requests }) => recognition !== 'virtual' && requests > 0)
    .toSorted((one, other) => other.lastSeenAtMs - one.lastSeenAtMs)
    .slice(0, 20);
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" disabled={own.length === 0}>
          {own.length === 0 ? 'No session to record from yet' : 'Take over a session’s requests…'}
        </Button>
      }
      entries={own.map((session) => ({
        id: session.sessionId,
        label: session.label,
        detail: plural(session.requests, 'request'),
        onSelect: () => onRecord(session),
      }))}
    />
  );
}

function words(problem: Problem | undefined): string {
  return problem === undefined
    ? 'This is no rehearsal yet.'
    : `${problem.path}: ${problem.message}. ${problem.hint}`;
}
