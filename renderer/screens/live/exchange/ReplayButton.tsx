import { Repeat2 } from 'lucide-react';
import { Button } from '../../../components/Button.tsx';
import { useAppStore } from '../../../store/store-context.tsx';

/** Sends a request once more, on another route, and compares the answers. */
export function ReplayButton({ exchangeId }: { readonly exchangeId: number }) {
  const store = useAppStore();
  return (
    <Button
      size="small"
      icon={<Repeat2 size={12} />}
      shortcut="R"
      onClick={() => store.setUi({ overlay: { kind: 'replay', sessionId: null, exchangeId } })}
    >
      Replay on…
    </Button>
  );
}
