import { Cookie, Eraser } from 'lucide-react';
import type { SessionView } from '../../../core/contract/index.ts';
import { performAction } from '../../actions/action.ts';
import { actionsForSession } from '../../actions/session-actions.ts';
import { Button } from '../../components/Button.tsx';
import { useAppStore } from '../../store/store-context.tsx';

const TITLES: Readonly<Record<SessionView['recognition'], string>> = {
  embedded: 'Empty its cookie jar',
  tracked: 'Its next page deletes its cookies of this site and is balanced anew',
  virtual: 'Forget what is known of it',
  'sticky-value': 'Forget what is known of it; the browser keeps its cookies',
};

/** Has a session start over, as far as its client lets itself be told; or takes that back while its page is awaited. */
export function ForgetButton({ session }: { readonly session: SessionView }) {
  const store = useAppStore();
  const { forget, reset } = actionsForSession(session);
  const isAwaited = session.isResetting === true;
  return (
    <Button
      size="small"
      icon={isAwaited ? <Cookie size={12} /> : <Eraser size={12} />}
      title={isAwaited ? 'Its next page keeps them' : TITLES[session.recognition]}
      onClick={() => performAction(session.recognition === 'tracked' ? reset : forget, store)}
    >
      {isAwaited ? 'Keep its cookies' : 'Forget'}
    </Button>
  );
}
