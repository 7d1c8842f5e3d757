import { UserPlus, Users } from 'lucide-react';
import { useActionButton } from '../../app/use-action-button.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Kbd } from '../../components/Kbd.tsx';

/** Before there are users: what one is, and the keys that open two. */
export function BrowseEmpty() {
  const newUser = useActionButton('user.open');
  return (
    <EmptyState
      icon={<Users size={22} />}
      title="Open two users and see them part"
      action={
        <Button
          variant="primary"
          icon={<UserPlus size={13} />}
          shortcut={newUser.shortcut}
          disabled={!newUser.isEnabled}
          onClick={newUser.perform}
        >
          New user
        </Button>
      }
    >
      Press <Kbd>n</Kbd> twice. Each user is a page with cookies of its own, so each gets a pin of its own;
      the stripe above the page is its route.
    </EmptyState>
  );
}
