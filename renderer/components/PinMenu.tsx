import { PinOff } from 'lucide-react';
import type { ReactElement } from 'react';
import type { MemberView } from '../../core/contract/index.ts';
import { memberName } from '../format/member-name.ts';
import { STATE_WORDS } from '../format/member-state-text.ts';
import type { PinChoice } from '../store/pin-targets.ts';
import { Menu, type MenuEntry } from './Menu.tsx';
import { RouteChip } from './RouteChip.tsx';

interface PinMenuProps {
  readonly trigger: ReactElement;
  readonly choices: readonly PinChoice[];
  readonly isPinned: boolean;
  readonly onPin: (choice: PinChoice) => void;
  readonly onUnpin: () => void;
  readonly align?: 'start' | 'end';
}

/** Where a session may be pinned by hand: each route with its member, and nowhere. */
export function PinMenu({ trigger, choices, isPinned, onPin, onUnpin, align = 'end' }: PinMenuProps) {
  const balancers = new Set(choices.map(({ balancer }) => balancer));
  const entries: readonly MenuEntry[] = [
    ...choices.map(
      (choice): MenuEntry => ({
        id: `${choice.balancer} ${choice.route}`,
        label: balancers.size > 1 ? `${choice.balancer}: route ${choice.route}` : `Route ${choice.route}`,
        detail: choice.isCurrent ? 'pinned here' : detailOf(choice.member),
        icon: <RouteChip identity={choice.identity} route={choice.route} down={choice.isDown} />,
        disabled: choice.isCurrent,
        onSelect: () => onPin(choice),
      }),
    ),
    'separator',
    {
      label: 'Unpin',
      detail: 'the next request is balanced',
      icon: <PinOff size={13} />,
      disabled: !isPinned,
      onSelect: onUnpin,
    },
  ];
  return <Menu trigger={trigger} entries={entries} align={align} />;
}

/** The member, or what keeps it from answering. */
function detailOf(member: MemberView): string {
  const name = memberName(member.url);
  return member.state === 'ok' ? name : `${name}, ${STATE_WORDS[member.state]}`;
}
