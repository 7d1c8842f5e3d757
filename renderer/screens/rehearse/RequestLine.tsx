import { REQUEST_METHODS, type RequestMethod } from '../../../core/contract/index.ts';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import styles from './BroadcastPane.module.css';

interface RequestLineProps {
  /** What the two fields are called. */
  readonly labels: { readonly method: string; readonly path: string };
  readonly method: RequestMethod;
  readonly isMethodFixed?: boolean;
  readonly path: string;
  /** An example of a path. */
  readonly placeholder: string;
  readonly onChange: (patch: { readonly method?: RequestMethod; readonly path?: string }) => void;
}

/** A request in one line: its method and its path. */
export function RequestLine(props: RequestLineProps) {
  const { labels, method, isMethodFixed = false, path, placeholder, onChange } = props;
  return (
    <div className={styles.line}>
      <SelectField
        label={labels.method}
        layout="bare"
        look="config"
        value={method}
        disabled={isMethodFixed}
        options={REQUEST_METHODS.map((each) => ({ value: each, label: each }))}
        onChange={(chosen) => onChange({ method: chosen })}
      />
      <TextField
        label={labels.path}
        layout="bare"
        look="config"
        className="grow"
        value={path}
        placeholder={placeholder}
        onChange={(typed) => onChange({ path: typed })}
      />
    </div>
  );
}
