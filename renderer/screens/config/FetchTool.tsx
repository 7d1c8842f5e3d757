import { CircleAlert, CircleCheck, Info, Send } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { FetchView, Trouble } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Note } from '../../components/Note.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { bytes, duration } from '../../format/numbers.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './FetchTool.module.css';
import { fetchProblem, headLine } from './fetch-words.ts';

const VERDICTS = {
  good: { tone: 'ok', Icon: CircleCheck },
  note: { tone: 'neutral', Icon: Info },
  bad: { tone: 'err', Icon: CircleAlert },
} as const satisfies Record<FetchView['verdict']['level'], unknown>;

/** One request to a site, and the head of its answer as `wget -S` shows it: is the route cookie there, and not empty? */
export function FetchTool() {
  const store = useAppStore();
  const sites = useApp((state) => state.config.project.sites);
  const [site, setSite] = useState('');
  const [path, setPath] = useState('/');
  const [cookie, setCookie] = useState('');
  const [isFetching, setFetching] = useState(false);
  const [fetched, setFetched] = useState<FetchView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const chosen = sites.find(({ name }) => name === site) ?? sites[0];
  const pathProblem = fetchProblem('path', path);
  const cookieProblem = fetchProblem('cookie', cookie);
  const canFetch = !isFetching && chosen !== undefined && pathProblem === null && cookieProblem === null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!canFetch) return;
    setFetching(true);
    const result = await store.api.execute('site.fetch', {
      site: chosen.name,
      path,
      ...(cookie.trim() === '' ? {} : { cookie: cookie.trim() }),
    });
    setFetching(false);
    setFetched(result.ok ? result.value : null);
    setTrouble(result.ok ? null : result.error);
  };
  if (chosen === undefined) {
    return (
      <EmptyState icon={<Send size={18} />} title="No site to ask">
        Add a site to the project, or import a configuration.
      </EmptyState>
    );
  }
  return (
    <div className={styles.tool}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <SelectField
          label="Site"
          value={chosen.name}
          options={sites.map(({ name }) => ({ value: name, label: name }))}
          onChange={setSite}
        />
        <TextField label="Path" look="code" value={path} problem={pathProblem} onChange={setPath} />
        <TextField
          label="Cookie, if any"
          look="code"
          placeholder="ROUTEID=.2"
          value={cookie}
          problem={cookieProblem}
          onChange={setCookie}
        />
        <Button type="submit" variant="primary" icon={<Send size={12} />} disabled={!canFetch}>
          {isFetching ? 'Fetching…' : 'Fetch once'}
        </Button>
      </form>
      {trouble !== null && (
        <div className={styles.part}>
          <Note tone="err" icon={<CircleAlert size={14} />}>
            <b>Not fetched: {trouble.message}.</b> {trouble.hint}
          </Note>
        </div>
      )}
      <div aria-live="polite">{fetched !== null && <Fetched fetched={fetched} />}</div>
    </div>
  );
}

function Fetched({ fetched }: { readonly fetched: FetchView }) {
  const { verdict, request, response, routeCookieLine, bodyBytes, durationMs } = fetched;
  const { tone, Icon } = VERDICTS[verdict.level];
  return (
    <>
      <div className={styles.part}>
        <Note tone={tone} icon={<Icon size={14} />}>
          <b>{verdict.text}</b> {verdict.hint}
        </Note>
      </div>
      <div className={styles.heads}>
        <Head title="Request" lines={request} marked={null} />
        <Head title="Answer" lines={response} marked={routeCookieLine} />
      </div>
      <p className={`${styles.part} muted`}>
        {`${bytes(bodyBytes)} of body, ${duration(durationMs)}. Nothing of it is kept in a cookie jar.`}
      </p>
    </>
  );
}

interface HeadProps {
  readonly title: string;
  readonly lines: readonly string[];
  /** Index of the route cookie's line. */
  readonly marked: number | null;
}

function Head({ title, lines, marked }: HeadProps) {
  return (
    <section className={styles.head} aria-label={title}>
      <header>
        <h3>{title}</h3>
        <CopyButton text={`${lines.join('\n')}\n`} label={`Copy the ${title.toLowerCase()}`} />
      </header>
      <ol className={`${styles.lines} mono selectable`}>
        {lines.map((line, index) => {
          const { name, rest } = headLine(line);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a field may stand twice; its place is its name
            <li key={index} className={index === marked ? styles.marked : undefined}>
              {name === null ? <b>{rest}</b> : <span className={styles.name}>{name}</span>}
              {name !== null && rest}
              {index === marked && <span className={styles.tag}>route cookie</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
