import { lazyPart } from '../screens/lazy-part.tsx';
import { useApp, useAppStore } from '../store/store-context.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Palette } from './Palette.tsx';

const ImportDialog = lazyPart(async () => (await import('../screens/config/ImportDialog.tsx')).ImportDialog);
const DecodeDialog = lazyPart(
  async () => (await import('../screens/findings/DecodeDialog.tsx')).DecodeDialog,
);
const FindingsDialog = lazyPart(
  async () => (await import('../screens/findings/FindingsDialog.tsx')).FindingsDialog,
);
const MemberDialogs = lazyPart(async () => (await import('../screens/live/MemberDialogs.tsx')).MemberDialogs);
const ReplayDialog = lazyPart(async () => (await import('../screens/replay/ReplayDialog.tsx')).ReplayDialog);

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
    case undefined:
      return null;
    default:
      return <MemberDialogs />;
  }
}
