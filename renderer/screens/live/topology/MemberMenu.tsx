import { Ellipsis } from 'lucide-react';
import { memo } from 'react';
import type { MemberView } from '../../../../core/contract/index.ts';
import { actionsForMember } from '../../../actions/member-actions.ts';
import { shortcutLabel } from '../../../actions/shortcut.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { Menu, type MenuEntry } from '../../../components/Menu.tsx';
import { useAppStore } from '../../../store/store-context.tsx';
import { isSameMember } from '../../../store/use-settled-balancers.ts';

interface MemberMenuProps {
  readonly member: MemberView;
  readonly letter: string;
}

/** Everything that can be done with a member. Its counters, which come with each batch, change none of it. */
export const MemberMenu = memo(
  function MemberMenu({ member, letter }: MemberMenuProps) {
    const store = useAppStore();
    const entries = actionsForMember(member, letter).flatMap((action): MenuEntry[] => [
      ...(action.verb === 'move' || action.verb === 'remove' ? ['separator' as const] : []),
      {
        label: action.label,
        icon: <action.icon size={14} />,
        shortcut:
          action.shortcut === undefined ? undefined : shortcutLabel(action.shortcut, store.api.platform),
        disabled: !action.isEnabled,
        danger: action.danger,
        onSelect: () => void action.perform(store),
      },
    ]);
    return (
      <Menu
        entries={entries}
        trigger={
          <IconButton label={`Actions for ${letter}`}>
            <Ellipsis size={14} />
          </IconButton>
        }
      />
    );
  },
  (before, after) => before.letter === after.letter && isSameMember(before.member, after.member),
);
