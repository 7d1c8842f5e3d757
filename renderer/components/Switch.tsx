import { Switch as RadixSwitch } from 'radix-ui';
import styles from './Switch.module.css';

interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Its name; visible text beside it may say the same. */
  readonly label: string;
  readonly disabled?: boolean;
  readonly id?: string;
}

/** On or off, at once. */
export function Switch({ checked, onChange, label, disabled = false, id }: SwitchProps) {
  return (
    <RadixSwitch.Root
      className={styles.switch}
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      disabled={disabled}
      {...(id === undefined ? {} : { id })}
    >
      <RadixSwitch.Thumb className={styles.thumb} />
    </RadixSwitch.Root>
  );
}
