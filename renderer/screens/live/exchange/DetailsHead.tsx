import { X } from 'lucide-react';
import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { PaneHead } from '../../../components/Pane.tsx';
import { duration } from '../../../format/numbers.ts';
import { statusTone } from '../tones.ts';
import { filterText } from '../traffic/filter-language.ts';
import styles from './DetailsHead.module.css';

interface DetailsHeadProps {
  readonly exchange: ExchangeSummary;
  /** Adds a condition to the filter, or takes it away. */
  readonly onCondition: (term: string) => void;
  readonly onClose: () => void;
}

/** Which exchange this is; its method and status are conditions for the list. */
export function DetailsHead({ exchange, onCondition, onClose }: DetailsHeadProps) {
  const { method, url, status, durationMs } = exchange;
  return (
    <PaneHead closes>
      <button
        type="button"
        className={`${styles.word} mono strong`}
        title={`Show only ${method}`}
        onClick={() => onCondition(filterText('method', method))}
      >
        {method}
      </button>
      <span className="mono ell selectable grow" title={url}>
        {url}
      </span>
      <button
        type="button"
        className={`${styles.word} mono ${statusTone(status) || 'muted'}`}
        title={`Show only ${status}`}
        onClick={() => onCondition(filterText('status', String(status)))}
      >
        {status}
      </button>
      <span className="mono muted">{duration(durationMs)}</span>
      <IconButton label="Close the details" shortcut="Esc" onClick={onClose}>
        <X size={13} />
      </IconButton>
    </PaneHead>
  );
}
