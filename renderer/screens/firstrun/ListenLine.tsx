import { type ListeningPort, parseListen } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import styles from './ListenLine.module.css';
import { holderWords } from './plan.ts';

interface ListenLineProps {
  readonly listen: string;
  readonly onChange: (listen: string) => void;
  /** Who holds the port of `listen` already. */
  readonly holder: ListeningPort | undefined;
  /** Who holds 8080, where one would look first. */
  readonly usual: ListeningPort | undefined;
  readonly freePort: number;
}

/** Where to listen, what makes sessions stick, and how new ones are spread. */
export function ListenLine({ listen, onChange, holder, usual, freePort }: ListenLineProps) {
  const isWrong = parseListen(listen) === undefined;
  const free = `127.0.0.1:${freePort}`;
  return (
    <dl className={styles.plan}>
      <dt>
        <label htmlFor="first-run-listen">Listen on</label>
      </dt>
      <dd>
        <input
          id="first-run-listen"
          className={`${styles.input} mono`}
          value={listen}
          aria-invalid={isWrong || holder !== undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
        {isWrong ? (
          <span className="err">Not a listen address. Write host:port, such as {free}.</span>
        ) : holder !== undefined ? (
          <>
            <span className="err">
              {holder.port} is taken by {holderWords(holder)}.
            </span>
            <Button size="small" onClick={() => onChange(free)}>
              Use {freePort}
            </Button>
          </>
        ) : (
          usual !== undefined &&
          freePort !== 8080 && <span className="muted">8080 is taken by {holderWords(usual)}</span>
        )}
      </dd>
      <dt>Sticky by</dt>
      <dd>
        <code>
          ROUTEID=.
          <b className={styles.route} data-slot="1">
            1
          </b>
          ; path=/
        </code>
        <span className="muted">set by Routepin, as mod_headers does</span>
      </dd>
      <dt>Method</dt>
      <dd>
        <code>byrequests</code>
      </dd>
    </dl>
  );
}
