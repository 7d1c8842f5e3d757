import { Cookie, Search } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { ACTION_GROUPS, type Action, performAction } from '../actions/action.ts';
import { useActionRegistry } from '../actions/action-registry.tsx';
import { matchActions } from '../actions/match.ts';
import { shortcutLabel } from '../actions/shortcut.ts';
import { Kbd } from '../components/Kbd.tsx';
import { useFocusReturn } from '../components/use-focus-return.ts';
import { useAppStore } from '../store/store-context.tsx';
import { cookieIn } from './cookie-in.ts';
import styles from './Palette.module.css';

interface PaletteProps {
  readonly onClose: () => void;
}

/** What is shown at once; the text narrows it down. */
const SHOWN = 50;

/** Every action by name: type, arrow, Enter. A text that looks like a cookie can be explained. */
export function Palette({ onClose }: PaletteProps) {
  const store = useAppStore();
  const registry = useActionRegistry();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const focus = useFocusReturn();
  const found = useMemo(() => {
    const state = store.getState();
    const cookie = cookieIn(text);
    const matched = matchActions(registry.all(state), text);
    const grouped = text === '' ? byGroup(matched) : matched;
    return [...(cookie === null ? [] : [explainAction(cookie)]), ...grouped].slice(0, SHOWN);
  }, [registry, store, text]);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  const run = (action: Action | undefined) => {
    if (action === undefined || action.isEnabled?.(store.getState()) === false) return;
    onClose();
    performAction(action, store);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setIndex((found.length + index + step) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[index]);
    }
  };

  return (
    <RadixDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.overlay} />
        <RadixDialog.Content
          className={styles.palette}
          aria-describedby={undefined}
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.onCloseAutoFocus}
        >
          <RadixDialog.Title className="sr-only">Command palette</RadixDialog.Title>
          <div className={styles.field}>
            <Search size={15} aria-hidden="true" />
            <input
              className={styles.input}
              placeholder="Go to, run, or explain a cookie…"
              aria-label="Search actions"
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={found.length > 0 ? `palette-${index}` : undefined}
              value={text}
              spellCheck={false}
              onChange={(event) => {
                setText(event.target.value);
                setIndex(0);
              }}
              onKeyDown={onKeyDown}
            />
            <Kbd>Esc</Kbd>
          </div>
          <div
            ref={list}
            className={styles.list}
            id="palette-list"
            role="listbox"
            aria-label="Actions"
            // The field moves in it: as a list that scrolls it would be a stop of its own.
            tabIndex={-1}
          >
            {found.length === 0 && (
              <p className={styles.nothing}>
                No action is called that. What reads as a cookie, such as <code>ROUTEID=.2</code>, is
                explained.
              </p>
            )}
            {found.map((action, place) => (
              <PaletteLine
                key={action.id}
                action={action}
                index={place}
                active={place === index}
                disabled={action.isEnabled?.(store.getState()) === false}
                heading={text === '' && action.group !== found[place - 1]?.group ? action.group : null}
                platform={store.api.platform}
                onHover={() => setIndex(place)}
                onRun={() => run(action)}
              />
            ))}
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

interface PaletteLineProps {
  readonly action: Action;
  readonly index: number;
  readonly active: boolean;
  readonly disabled: boolean;
  readonly heading: string | null;
  readonly platform: string;
  readonly onHover: () => void;
  readonly onRun: () => void;
}

function PaletteLine({
  action,
  index,
  active,
  disabled,
  heading,
  platform,
  onHover,
  onRun,
}: PaletteLineProps) {
  const Icon = action.icon;
  return (
    <>
      {heading !== null && (
        <div className={styles.heading} role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys */}
      <div
        role="option"
        tabIndex={-1}
        id={`palette-${index}`}
        data-index={index}
        aria-selected={active}
        aria-disabled={disabled}
        className={styles.line}
        onMouseMove={onHover}
        onClick={onRun}
      >
        <span className={styles.icon}>{Icon !== undefined && <Icon size={14} aria-hidden="true" />}</span>
        <span className="ell">{action.label}</span>
        {action.detail !== undefined && <span className={`${styles.detail} ell`}>{action.detail}</span>}
        <span className="grow" />
        {action.shortcut !== undefined && <Kbd>{shortcutLabel(action.shortcut, platform)}</Kbd>}
      </div>
    </>
  );
}

function explainAction(cookie: string): Action {
  return {
    id: 'cookie.explain-this',
    group: 'Traffic',
    label: `Explain ${cookie}`,
    icon: Cookie,
    perform: (store) => store.setUi({ overlay: { kind: 'explain', cookie } }),
  };
}

function byGroup(actions: readonly Action[]): readonly Action[] {
  return ACTION_GROUPS.flatMap((group) => actions.filter((action) => action.group === group));
}
