import { ImportDialog } from '../screens/config/ImportDialog.tsx';
import { DecodeDialog } from '../screens/findings/DecodeDialog.tsx';
import { FindingsDialog } from '../screens/findings/FindingsDialog.tsx';
import { MemberDialogs } from '../screens/live/MemberDialogs.tsx';
import { ReplayDialog } from '../screens/replay/ReplayDialog.tsx';
import { useApp, useAppStore } from '../store/store-context.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Palette } from './Palette.tsx';

/** What lies over the screen and belongs to no screen. */
export function Overlays() {
  const store = useAppStore();
  const overlay = useApp((state) => state.ui.overlay);
  const close = () => store.setUi({ overlay: null });
  switch (overlay?.kind) {
    case 'palette':
      return <Palette onClose={close} />;
    case 'key-sheet':
      return <KeySheet onClose={close} />;
    case 'import-config':
      return <ImportDialog given={overlay} onClose={close} />;
    case 'findings':
      return <FindingsDialog onClose={close} />;
    case 'replay':
      return <ReplayDialog sessionId={overlay.sessionId} exchangeId={overlay.exchangeId} onClose={close} />;
    case 'decode':
      return <DecodeDialog text={overlay.text} onClose={close} />;
    default:
      return <MemberDialogs />;
  }
}
