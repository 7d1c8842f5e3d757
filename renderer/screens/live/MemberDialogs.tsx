import { findMember, identityOfMember, selectBalancers, selectRouteOrder } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { EditMember } from './EditMember.tsx';
import { ExplainCookie } from './ExplainCookie.tsx';
import { MoveSessionsDialog } from './MoveSessionsDialog.tsx';

/** The dialogs that any screen may ask for: a member's settings, its sessions, a cookie explained. */
export function MemberDialogs() {
  const store = useAppStore();
  const overlay = useApp((state) => state.ui.overlay);
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const project = useApp((state) => state.config.project);
  const close = () => store.setUi({ overlay: null });
  if (overlay?.kind === 'explain') {
    return <ExplainCookie cookie={overlay.cookie} balancers={balancers} order={order} onClose={close} />;
  }
  if (overlay?.kind === 'move-sessions') {
    return <MoveSessionsDialog balancer={overlay.balancer} route={overlay.route} onClose={close} />;
  }
  if (overlay?.kind !== 'edit-member') return null;
  const { ref } = overlay;
  const view = findMember(balancers, ref);
  const member = project.balancers
    .find(({ name }) => name === ref.balancer)
    ?.members.find(({ url }) => url === ref.member);
  if (view === undefined || member === undefined) return null;
  return (
    <EditMember
      key={ref.member}
      reference={ref}
      member={member}
      letter={identityOfMember(order, view).letter}
      onClose={close}
    />
  );
}
