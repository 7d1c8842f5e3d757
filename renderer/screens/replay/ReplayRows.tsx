import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ReplayAnswer, ReplayRow } from '../../../core/contract/index.ts';
import { RouteChip } from '../../components/RouteChip.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import { statusTone } from '../live/tones.ts';
import styles from './ReplayDialog.module.css';
import { differenceName, rowWords } from './replay-words.ts';

interface ReplayRowsProps {
  readonly rows: readonly ReplayRow[];
  /** How a route looks. */
  readonly identityOf: (route: string) => RouteIdentity | null;
}

/** A row for each request: both statuses, and in what the answers differ; unfolded, both sides. */
export function ReplayRows({ rows, identityOf }: ReplayRowsProps) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.rows} aria-label="Answers compared" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Its route</th>
            <th scope="col">The other</th>
            <th scope="col">Differs in</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.exchangeId}
              row={row}
              identityOf={identityOf}
              isOpen={open === row.exchangeId}
              onToggle={() => setOpen(open === row.exchangeId ? null : row.exchangeId)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: ReplayRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly identityOf: (route: string) => RouteIdentity | null;
}

function Row({ row, isOpen, onToggle, identityOf }: RowProps) {
  const name = `${row.method} ${row.url}`;
  return (
    <>
      <tr data-outcome={row.sessionLost ? 'lost' : row.outcome}>
        <th scope="row">
          {row.differences.length === 0 ? (
            <span className="mono ell">{name}</span>
          ) : (
            <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
              {isOpen ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
              <span className="mono ell">{name}</span>
            </button>
          )}
        </th>
        <td className="mono">
          <Answer answer={row.own} identityOf={identityOf} />
        </td>
        <td className="mono">
          <Answer answer={row.other} identityOf={identityOf} />
        </td>
        <td>{rowWords(row)}</td>
      </tr>
      {isOpen &&
        row.differences.map((difference) => (
          <tr key={`${difference.where} ${difference.name}`} className={styles.difference}>
            <th scope="row">{differenceName(difference)}</th>
            <td colSpan={3}>
              <del className="mono">{valueWords(difference.own)}</del>
              <ins className="mono">{valueWords(difference.other)}</ins>
            </td>
          </tr>
        ))}
    </>
  );
}

/** What is shown of one side of a difference. */
function valueWords(value: string | null): string {
  if (value === null) return '(not there)';
  return value === '' ? '(empty)' : value;
}

function Answer({
  answer,
  identityOf,
}: { readonly answer: ReplayAnswer | null } & Pick<RowProps, 'identityOf'>) {
  if (answer === null) return '–';
  const { status, route } = answer;
  return (
    <span className={styles.answer}>
      <span className={statusTone(status)}>{status === 0 ? 'no answer' : status}</span>
      {route !== null && <RouteChip identity={identityOf(route)} route={route} />}
    </span>
  );
}
