import { type ReactNode, useId } from 'react';
import styles from './SelectField.module.css';
import fieldStyles from './TextField.module.css';

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly look?: 'plain' | 'config';
  readonly layout?: 'row' | 'stack' | 'bare';
  readonly disabled?: boolean;
  /** What is seen of the chosen one instead of its label: one that the platform would cut at its end. */
  readonly shown?: ReactNode;
}

/** One of several, in the platform's own list. */
export function SelectField<Value extends string>({
  label,
  value,
  options,
  onChange,
  look = 'plain',
  layout = 'stack',
  disabled = false,
  shown,
}: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <div className={`${fieldStyles.field} ${fieldStyles[layout]}`}>
      <label
        htmlFor={id}
        className={layout === 'bare' ? 'sr-only' : `${fieldStyles.label} ${look === 'config' ? 'mono' : ''}`}
      >
        {label}
      </label>
      <div className={styles.box}>
        <select
          id={id}
          disabled={disabled}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
          className={`${fieldStyles.input} ${styles.select} ${shown === undefined ? '' : styles.covered} ${look === 'config' ? 'mono' : ''}`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        {shown !== undefined && (
          <span className={styles.shown} aria-hidden="true">
            {shown}
          </span>
        )}
      </div>
    </div>
  );
}
