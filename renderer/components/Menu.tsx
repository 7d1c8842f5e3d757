import { DropdownMenu } from 'radix-ui';
import { type ReactElement, type ReactNode, useMemo } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './Menu.module.css';

/** One line of a menu, or a rule between two groups. */
export type MenuEntry =
  | 'separator'
  | {
      /** Tells entries with the same label apart; absent, the label does. */
      readonly id?: string;
      readonly label: string;
      /** A second, quieter text on the same line. */
      readonly detail?: string;
      readonly icon?: ReactNode;
      readonly shortcut?: string | undefined;
      readonly disabled?: boolean;
      /** A tick: for entries that switch something on and off. */
      readonly checked?: boolean;
      readonly danger?: boolean;
      readonly onSelect: () => void;
    };

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** A function is asked when the menu opens: what they say may change all the time, and nobody sees it before. */
  readonly entries: readonly MenuEntry[] | (() => readonly MenuEntry[]);
  readonly align?: 'start' | 'end';
}

/** A menu under a button, with arrow keys and type-ahead. */
export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <MenuLines entries={entries} align={align} />
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What is there while the menu is open. */
function MenuLines({ entries, align }: Omit<MenuProps, 'trigger'>) {
  const lines = useMemo(() => (typeof entries === 'function' ? entries() : entries), [entries]);
  return (
    <DropdownMenu.Content
      className={styles.menu}
      data-plain={!lines.some(hasIcon) || undefined}
      align={align}
      sideOffset={4}
      collisionPadding={8}
      loop
    >
      {lines.map((entry, index) =>
        entry === 'separator' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other name than its place
          <DropdownMenu.Separator key={`rule-${index}`} className={styles.separator} />
        ) : (
          <MenuLine key={entry.id ?? entry.label} entry={entry} />
        ),
      )}
    </DropdownMenu.Content>
  );
}

/** Whether the entry needs the column of icons and ticks. */
function hasIcon(entry: MenuEntry): boolean {
  return entry !== 'separator' && (entry.icon !== undefined || entry.checked !== undefined);
}

function MenuLine({ entry }: { readonly entry: Exclude<MenuEntry, 'separator'> }) {
  const content = (
    <>
      <span className={styles.icon}>{entry.checked === true ? '✓' : entry.icon}</span>
      <span className={styles.label}>{entry.label}</span>
      {entry.detail !== undefined && <span className={styles.detail}>{entry.detail}</span>}
      {entry.shortcut !== undefined && <Kbd>{entry.shortcut}</Kbd>}
    </>
  );
  const shared = {
    className: `${styles.item} ${entry.danger === true ? styles.danger : ''}`,
    disabled: entry.disabled === true,
    onSelect: entry.onSelect,
  };
  return entry.checked === undefined ? (
    <DropdownMenu.Item {...shared}>{content}</DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem {...shared} checked={entry.checked}>
      {content}
    </DropdownMenu.CheckboxItem>
  );
}
