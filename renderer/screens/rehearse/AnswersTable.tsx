import { Check, CircleOff, X } from 'lucide-react';
import { useState } from 'react';
import type { AnswerDiff, BroadcastAnswer, BroadcastView, DiffLine } from '../../../core/contract/index.ts';
import { PaneSection } from '../../components/Pane.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { bytes, duration, plural } from '../../format/numbers.ts';
import { identityOfMember } from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import styles from './AnswersTable.module.css';

/** The answers of all members: status, time and body side by side, and the one that is chosen against the most common. */
export function AnswersTable({ view }: { readonly view: BroadcastView }) {
  const order = useApp((state) => state.live.routeOrder);
  const [chosen, setChosen] = useState<string | null>(null);
  const look = ({ member, route }: Pick<BroadcastAnswer, 'member' | 'route'>) =>
    identityOfMember(order, { balancer: view.balancer, url: member, route });
  const different = view.answers.filter(({ group }) => group !== null && group > 0);
  const silent = view.answers.filter(({ trouble }) => trouble !== null).length;
  const shown = view.answers.find(({ member }) => member === chosen) ?? different[0] ?? view.answers[0];
  const reference = view.answers.find(({ member }) => member === view.groups[0]?.[0]);
  return (
    <>
      <PaneSection title={summary(view, different.length, silent)}>
        <p className={`${styles.sentAs} mono muted`}>{view.sentAs}</p>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col">Status</th>
              <th scope="col" className="num">
                Time
              </th>
              <th scope="col" className="num">
                Body
              </th>
              <th scope="col">Group</th>
            </tr>
          </thead>
          <tbody>
            {view.answers.map((answer) => (
              <AnswerRow
                key={answer.member}
                answer={answer}
                look={look(answer)}
                isChosen={answer === shown}
                onChoose={() => setChosen(answer.member)}
              />
            ))}
          </tbody>
        </table>
        {view.ignored.length > 0 && (
          <p className={`muted ${styles.ignored}`}>{`Not compared: ${view.ignored.join(', ')}.`}</p>
        )}
      </PaneSection>
      {shown !== undefined && (
        <Answer
          answer={shown}
          look={look(shown)}
          reference={reference}
          look2={reference === undefined ? null : look(reference)}
        />
      )}
    </>
  );
}

function summary(view: BroadcastView, different: number, silent: number): string {
  const answered = view.answers.length - silent;
  const parts = [
    plural(answered, 'answer'),
    answered === 0
      ? ''
      : different === 0
        ? 'all equal'
        : `${different} ${different === 1 ? 'differs' : 'differ'}`,
    silent === 0 ? '' : `${silent} without`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

interface AnswerRowProps {
  readonly answer: BroadcastAnswer;
  readonly look: RouteIdentity;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function AnswerRow({ answer, look, isChosen, onChoose }: AnswerRowProps) {
  const { trouble, status, durationMs, bodyBytes, digest, group, route } = answer;
  const differs = group !== null && group > 0;
  return (
    <tr data-differs={differs || undefined} data-chosen={isChosen || undefined}>
      <td>
        <button type="button" className={styles.choose} aria-pressed={isChosen} onClick={onChoose}>
          <RouteChip identity={look} route={route} down={trouble !== null} />
          <span className="sr-only">show its answer</span>
        </button>
      </td>
      {trouble === null ? (
        <>
          <td className={`mono ${status >= 500 ? 'err' : ''}`}>{status}</td>
          <td className="mono num">{duration(durationMs)}</td>
          <td
            className={`mono num ${differs ? 'err' : ''}`}
          >{`${digest?.slice(0, 4) ?? ''} · ${bytes(bodyBytes)}`}</td>
          <td className={differs ? 'err' : 'muted'}>
            <span className={styles.verdict}>
              {differs ? <X size={12} aria-hidden="true" /> : <Check size={12} aria-hidden="true" />}
              {differs ? 'differs' : 'same'}
            </span>
          </td>
        </>
      ) : (
        <td colSpan={4} className="err">
          <span className={styles.verdict}>
            <CircleOff size={12} aria-hidden="true" />
            {trouble}
          </span>
        </td>
      )}
    </tr>
  );
}

interface AnswerProps {
  readonly answer: BroadcastAnswer;
  readonly look: RouteIdentity;
  readonly reference: BroadcastAnswer | undefined;
  readonly look2: RouteIdentity | null;
}

/** One answer: against the most common one where it differs, else its fields and the beginning of its body. */
function Answer({ answer, look, reference, look2 }: AnswerProps) {
  const { diff, trouble } = answer;
  if (trouble !== null) return null;
  return (
    <section className={styles.answer} aria-label={`Answer of ${look.letter}`}>
      <h3 className={styles.against}>
        {diff !== null && reference !== undefined && (
          <>
            <RouteChip identity={look2} route={reference.route} />
            <span className="muted">against</span>
          </>
        )}
        <RouteChip identity={look} route={answer.route} />
        <span className="grow" />
        <span className="muted">{diff === null ? 'the most common answer' : diffWords(diff)}</span>
      </h3>
      {diff === null ? (
        <>
          <dl className={styles.fields}>
            {answer.headers.map(([name, value], index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a field may come more than once
              <div key={index}>
                <dt className="mono muted">{name}</dt>
                <dd className="mono ell" title={value}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
          {answer.body !== null && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls is scrolled by keys
            <pre className={`mono selectable ${styles.text}`} tabIndex={0}>
              {answer.body.slice(0, 20_000)}
            </pre>
          )}
        </>
      ) : (
        <Diff diff={diff} />
      )}
    </section>
  );
}

function diffWords({ changedLines, totalLines, because, fields }: AnswerDiff): string {
  if (because !== null) return because;
  if (changedLines === 0) return `${plural(fields.length, 'field')}`;
  return `${changedLines} of ${plural(totalLines, 'line')}`;
}

function Diff({ diff }: { readonly diff: AnswerDiff }) {
  return (
    <>
      {diff.fields.length > 0 && (
        <dl className={styles.fields}>
          {diff.fields.map(({ name, other, own }) => (
            <div key={name}>
              <dt className="mono muted">{name}</dt>
              <dd className="mono">
                <del>{other ?? 'none'}</del> <ins>{own ?? 'none'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {diff.lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls is scrolled by keys
        <section className={`mono selectable ${styles.diff}`} tabIndex={0} aria-label="Lines that differ">
          {diff.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
            <Line key={index} line={line} />
          ))}
        </section>
      )}
    </>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

function Line({ line }: { readonly line: DiffLine }) {
  if (line.kind === 'gap') return <div className={styles.gap}>{`${plural(line.count, 'equal line')}`}</div>;
  return (
    <div data-kind={line.kind}>
      <span aria-hidden="true">{SIGNS[line.kind]}</span>
      {line.kind !== 'same' && <span className="sr-only">{line.kind}: </span>}
      <span>
        {line.parts.map(({ text, changed }, index) =>
          changed && line.kind !== 'same' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
            <b key={index}>{text}</b>
          ) : (
            text
          ),
        )}
      </span>
    </div>
  );
}
