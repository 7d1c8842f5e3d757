import { Tabs } from 'radix-ui';
import type { FocusEvent, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './TabBar.module.css';

interface TabBarProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly {
    readonly value: Value;
    readonly label: string;
    readonly shortcut?: string;
    /** A quiet addition, such as a count. */
    readonly extra?: ReactNode;
  }[];
  /** The panel of the chosen tab. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** What stands at the right end of the bar. */
  readonly end?: ReactNode;
}

/** A row of tabs and the panel of the chosen one. */
export function TabBar<Value extends string>({
  label,
  value,
  onChange,
  tabs,
  children,
  className,
  end,
}: TabBarProps<Value>) {
  return (
    <Tabs.Root
      value={value}
      onValueChange={(next) => {
        const chosen = tabs.find((tab) => tab.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className={`${styles.root} ${className ?? ''}`}
    >
      <div className={styles.bar}>
        <Tabs.List aria-label={label} className={styles.list} onFocus={toTheChosen}>
          {tabs.map((tab) => (
            <Tabs.Trigger key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
              {tab.extra}
              {tab.shortcut !== undefined && <Kbd>{tab.shortcut}</Kbd>}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {end}
      </div>
      <div className="focus-frame">
        <Tabs.Content value={value} className={styles.panel}>
          {children}
        </Tabs.Content>
        <div className="focus-ring" />
      </div>
    </Tabs.Root>
  );
}

/** The row itself is no stop: after a tab was clicked the primitive lets the Tab key rest there, where nothing shows it. */
function toTheChosen({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  if (target !== currentTarget) return;
  currentTarget.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
}
