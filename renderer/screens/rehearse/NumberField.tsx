import { useEffect, useId, useState } from 'react';
import styles from './NumberField.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly unit?: string;
  /** null: nothing is set. */
  readonly value: number | null;
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: number) => void;
  /** Called for an emptied field; absent: it may not be empty. */
  readonly onEmpty?: () => void;
}

/** A number with its unit. What is typed counts as soon as it is one within its bounds; until then it says which they are. */
export function NumberField(props: NumberFieldProps) {
  const { label, unit, value, least, most, whole = false, placeholder, onChange, onEmpty } = props;
  const id = useId();
  const shown = value === null ? '' : String(value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const problem = problemOf(text, least, most, whole, onEmpty !== undefined);
  const type = (next: string) => {
    setText(next);
    if (next.trim() === '') onEmpty?.();
    else if (problemOf(next, least, most, whole, true) === null) onChange(Number(next.replace(',', '.')));
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.box} data-invalid={problem !== null || undefined}>
        <input
          id={id}
          className="mono"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={placeholder}
          size={Math.max(3, text.length)}
          aria-invalid={problem !== null}
          title={problem ?? undefined}
          onChange={(event) => type(event.target.value)}
          onBlur={() => problem !== null && setText(shown)}
        />
        {unit !== undefined && <span aria-hidden="true">{unit}</span>}
      </span>
    </div>
  );
}

function problemOf(
  text: string,
  least: number,
  most: number,
  whole: boolean,
  mayBeEmpty: boolean,
): string | null {
  if (text.trim() === '') return mayBeEmpty ? null : `A number from ${least} to ${most}`;
  const number = Number(text.replace(',', '.'));
  const isRight = Number.isFinite(number) && number >= least && number <= most;
  if (isRight && (!whole || Number.isInteger(number))) return null;
  return `A ${whole ? 'whole ' : ''}number from ${least} to ${most}`;
}
