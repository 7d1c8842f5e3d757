import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './TextField.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'id'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong and how to mend it; null when all is well. */
  readonly problem?: { readonly message: string; readonly hint: string } | null;
  /** A quiet word under the field. */
  readonly note?: ReactNode;
  /** `code` sets the value in monospace, `config` its label as well: Apache's own words. */
  readonly look?: 'plain' | 'code' | 'config';
  /** `row`: label at the left, `stack`: above, `bare`: only for screen readers. */
  readonly layout?: 'row' | 'stack' | 'bare';
}

/** One line of text with its label and, when it is wrong, what and why. */
export function TextField({
  label,
  value,
  onChange,
  problem = null,
  note,
  look = 'plain',
  layout = 'stack',
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const told = problem !== null || note !== undefined;
  return (
    <div className={[styles.field, styles[layout], className].filter(Boolean).join(' ')}>
      <label
        htmlFor={id}
        className={layout === 'bare' ? 'sr-only' : `${styles.label} ${look === 'config' ? 'mono' : ''}`}
      >
        {label}
      </label>
      <input
        {...rest}
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem !== null}
        aria-describedby={told ? `${id}-told` : undefined}
        spellCheck={false}
        autoComplete="off"
        className={`${styles.input} ${look === 'plain' ? '' : 'mono'}`}
      />
      {told && (
        <p id={`${id}-told`} className={problem === null ? styles.note : styles.problem}>
          {problem === null ? note : `${problem.message}. ${problem.hint}`}
        </p>
      )}
    </div>
  );
}
