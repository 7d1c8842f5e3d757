import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, such as `Copy the explanation`. */
  readonly label: string;
  /** With words on it, or only an icon. */
  readonly words?: string;
  readonly size?: 'small' | 'normal';
}

/** Copies a text and shows a tick for a moment. */
export function CopyButton({ text, label, words, size = 'small' }: CopyButtonProps) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    // Long enough to be seen, short enough that the button is soon itself again.
    setTimeout(() => setDone(false), 1200);
  };
  const icon = done ? <Check size={13} className="ok" /> : <Copy size={13} />;
  const shared = { onClick: () => void copy() };
  return words === undefined ? (
    <IconButton label={done ? 'Copied' : label} {...shared}>
      {icon}
    </IconButton>
  ) : (
    <Button size={size} icon={icon} aria-label={label} {...shared}>
      {done ? 'Copied' : words}
    </Button>
  );
}
