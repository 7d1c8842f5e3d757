import { Check, ChevronDown, ChevronRight, CircleAlert, Minus } from 'lucide-react';
import { Fragment, memo, useState } from 'react';
import type { ParityAnswer, ParityGroup, ParityRow } from '../../../core/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ParityDetails } from './ParityDetails.tsx';
import styles from './ParityTable.module.css';

type RequestRow = Extract<ParityRow, { kind: 'request' }>;

/** Enough to read, few enough to draw at once while a run goes on. */
const ROWS_AT_ONCE = 200;

const GROUPS: Readonly<Record<ParityGroup, string>> = {
  cases: 'Cases fitted to the project',
  outages: 'Members that fail',
  random: 'Requests by chance',
  recorded: 'Recorded traffic',
};

const OUTCOMES = {
  equal: { Icon: Check, words: 'agree', tone: 'ok' },
  different: { Icon: CircleAlert, words: 'different', tone: 'err' },
  'not-compared': { Icon: Minus, words: 'not compared', tone: 'muted' },
} as const satisfies Record<RequestRow['outcome'], unknown>;

interface ParityTableProps {
  readonly rows: readonly ParityRow[];
  readonly isRunning: boolean;
}

/** Request by request: how each side answered. A row unfolds to both explanations. */
export function ParityTable({ rows, isRunning }: ParityTableProps) {
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (rows.length === 0) {
    return (
      <p className={`${styles.none} muted`}>
        {isRunning ? 'The first answers are awaited.' : 'No such rows.'}
      </p>
    );
  }
  const toggle = (index: number) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(index)) after.add(index);
      return after;
    });
  return (
    <>
      <table className={styles.table} aria-label="Comparison">
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Apache</th>
            <th scope="col">Routepin</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, at) => (
            <Fragment key={row.index}>
              {rows[at - 1]?.group !== row.group && (
                <tr className={styles.group}>
                  <th scope="rowgroup" colSpan={4}>
                    {GROUPS[row.group]}
                  </th>
                </tr>
              )}
              {row.kind === 'change' ? (
                <tr className={styles.change}>
                  <td colSpan={4}>{row.title}</td>
                </tr>
              ) : (
                <Row row={row} isOpen={open.has(row.index)} onToggle={toggle} />
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <div className={styles.more}>
          <Button size="small" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
            {`Show ${Math.min(ROWS_AT_ONCE, rows.length - shown)} more of ${rows.length}`}
          </Button>
        </div>
      )}
    </>
  );
}

interface RowProps {
  readonly row: RequestRow;
  readonly isOpen: boolean;
  readonly onToggle: (index: number) => void;
}

const Row = memo(
  function Row({ row, isOpen, onToggle }: RowProps) {
    const { Icon, words, tone } = OUTCOMES[row.outcome];
    const Chevron = isOpen ? ChevronDown : ChevronRight;
    return (
      <>
        <tr data-outcome={row.outcome}>
          <td>
            <button
              type="button"
              className={styles.toggle}
              aria-expanded={isOpen}
              onClick={() => onToggle(row.index)}
            >
              <Chevron size={12} aria-hidden="true" />
              <span className={styles.number}>{row.index}</span>
              <span className="ell" title={row.title}>
                {row.title}
              </span>
              <code className="ell muted" title={`${row.request.method} ${row.request.target}`}>
                {row.request.method} {row.request.target}
              </code>
            </button>
          </td>
          <td className="mono" title={answerWords(row.apache)}>
            {answerWords(row.apache)}
          </td>
          <td className="mono" title={answerWords(row.ours)}>
            {answerWords(row.ours)}
          </td>
          <td className={tone}>
            <span className="row">
              <Icon size={12} aria-hidden="true" />
              {words}
            </span>
          </td>
        </tr>
        {isOpen && (
          <tr>
            <td colSpan={4} className={styles.details}>
              <ParityDetails row={row} />
            </td>
          </tr>
        )}
      </>
    );
  },
  (a, b) => a.row === b.row && a.isOpen === b.isOpen,
);

/** An answer in a cell: `200, route 2`, with an asterisk where the route changed. */
function answerWords({ status, route, routeChanged }: ParityAnswer): string {
  const answered = status === null ? 'closed' : String(status);
  if (route === null) return answered;
  return `${answered}, route ${route || '–'}${routeChanged ? '*' : ''}`;
}
