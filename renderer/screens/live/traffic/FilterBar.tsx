import { CircleAlert, ListFilter, Pause, Play, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import { count } from '../../../format/numbers.ts';
import styles from './FilterBar.module.css';
import { parseFilter } from './filter-language.ts';
import { type KnownValues, type Suggestion, suggestFilters } from './filter-suggestions.ts';

interface FilterBarProps {
  /** The conditions that are chips. */
  readonly text: string;
  /** What is being typed; filters already. */
  readonly draft: string;
  /** Counted up to ask for the focus. */
  readonly focusCount: number;
  readonly known: KnownValues;
  readonly shown: number;
  readonly total: number;
  readonly isPaused: boolean;
  /** A recording stands still by itself. */
  readonly canPause: boolean;
  readonly onChange: (text: string, draft: string) => void;
  readonly onPause: () => void;
  /** Further buttons at the end. */
  readonly children?: ReactNode;
}

/** Conditions as chips, a field that offers what could come next, how many rows meet them. */
export function FilterBar(props: FilterBarProps) {
  const { text, draft, focusCount, known, shown, total, isPaused, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const terms = useMemo(() => parseFilter(text), [text]);
  const suggestions = useMemo(() => suggestFilters(draft, known), [draft, known]);
  const isFiltering = terms.length > 0 || draft.trim() !== '';
  const problem = useMemo(
    () => [...terms, ...parseFilter(draft)].find((term) => term.problem !== null)?.problem ?? null,
    [terms, draft],
  );

  useEffect(() => {
    if (focusCount > 0) input.current?.focus();
  }, [focusCount]);

  const commit = (more: string) => {
    onChange([text, more.trim()].filter(Boolean).join(' '), '');
    // What the list shows now is the answer; the offers would cover it.
    setIsOpen(false);
    setActive(-1);
  };
  const take = (suggestion: Suggestion) => {
    if (suggestion.isComplete) commit(suggestion.text);
    else onChange(text, suggestion.text);
    setActive(-1);
    input.current?.focus();
  };
  const without = (index: number) =>
    terms
      .filter((_, place) => place !== index)
      .map(({ raw }) => raw)
      .join(' ');

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = suggestions[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setIsOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive(Math.max(-1, Math.min(suggestions.length - 1, active + step)));
    } else if (
      event.key === 'Tab' &&
      isOpen &&
      draft !== '' &&
      !event.shiftKey &&
      suggestions[0] !== undefined
    ) {
      event.preventDefault();
      take(chosen ?? suggestions[0]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isOpen && chosen !== undefined) take(chosen);
      else if (draft.trim() !== '') commit(draft);
    } else if (event.key === 'Backspace' && draft === '' && terms.length > 0) {
      event.preventDefault();
      onChange(without(terms.length - 1), terms.at(-1)?.raw ?? '');
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isOpen && draft !== '') setIsOpen(false);
      else input.current?.blur();
    }
  };

  return (
    <div className={styles.bar} role="search">
      <ListFilter size={13} className="muted" aria-hidden="true" />
      {terms.map((term, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition may stand twice; its place is its name
          key={index}
          className={styles.chip}
          data-wrong={term.problem !== null || undefined}
          title={term.problem ?? undefined}
        >
          {term.negated && <span className={styles.key}>not</span>}
          {term.key !== null && (
            <span className={styles.key}>
              {term.key}
              {term.operator === ':' ? '' : ` ${term.operator}`}
            </span>
          )}
          <span className={styles.value}>{term.value}</span>
          {term.problem !== null && <CircleAlert size={11} aria-hidden="true" />}
          <button
            type="button"
            aria-label={`Remove the filter ${term.raw}`}
            onClick={() => onChange(without(index), draft)}
          >
            <X size={11} />
          </button>
        </span>
      ))}
      <div className={styles.field}>
        <input
          ref={input}
          value={draft}
          placeholder={terms.length === 0 ? 'route:2 moved:yes session:anna path~/cart …' : ''}
          aria-label="Filter the traffic"
          role="combobox"
          aria-expanded={isOpen && suggestions.length > 0}
          aria-controls="filter-suggestions"
          aria-activedescendant={isOpen && active >= 0 ? `filter-suggestion-${active}` : undefined}
          spellCheck={false}
          onFocus={() => setIsOpen(true)}
          onBlur={() => setIsOpen(false)}
          onChange={(event) => {
            const typed = event.target.value;
            setIsOpen(typed !== '');
            setActive(-1);
            // A blank ends a condition, unless it stands inside quotes.
            const isEnded = /\s$/.test(typed) && (typed.match(/"/g)?.length ?? 0) % 2 === 0;
            if (isEnded && typed.trim() !== '') commit(typed);
            else onChange(text, typed.trimStart());
          }}
          onKeyDown={onKeyDown}
        />
        {isOpen && suggestions.length > 0 && (
          <div className={styles.suggestions} id="filter-suggestions" role="listbox" aria-label="Conditions">
            {suggestions.map((suggestion, index) => (
              <div
                key={suggestion.text}
                id={`filter-suggestion-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className={styles.suggestion}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(suggestion);
                }}
              >
                <span className="mono">{suggestion.text}</span>
                <span className="muted ell">{suggestion.note}</span>
              </div>
            ))}
          </div>
        )}
      </div>
      {problem !== null && (
        <span className={styles.problem} role="alert" title={problem}>
          {problem}
        </span>
      )}
      <span className={styles.count} role="status">
        {isFiltering ? `${count(shown)} of ${count(total)}` : total > 0 ? count(total) : ''}
      </span>
      {isFiltering && (
        <IconButton label="Remove every filter" onClick={() => onChange('', '')}>
          <X size={13} />
        </IconButton>
      )}
      {props.canPause && (
        <IconButton
          label={isPaused ? 'Show what came meanwhile' : 'Pause the list; recording goes on'}
          shortcut="Space"
          pressed={isPaused}
          onClick={props.onPause}
        >
          {isPaused ? <Play size={13} /> : <Pause size={13} />}
        </IconButton>
      )}
      {props.children}
    </div>
  );
}
