import { UserPlus } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { useActionButton } from './use-action-button.ts';

/** Opens a user where nobody has been yet; nothing where users can't be embedded. */
export function NewUserButton() {
  const { isEnabled, shortcut, perform } = useActionButton('user.open');
  if (!isEnabled) return null;
  return (
    <Button variant="primary" icon={<UserPlus size={13} />} shortcut={shortcut} onClick={perform}>
      New user
    </Button>
  );
}
