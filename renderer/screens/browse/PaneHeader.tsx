import { ArrowRight, Code, Ellipsis, Eraser, Hourglass, PinOff, Unlink, Unplug, X } from 'lucide-react';
import { Avatar } from '../../components/Avatar.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { Tag } from '../../components/Tag.tsx';
import { memberName } from '../../format/member-name.ts';
import styles from './PaneHeader.module.css';
import type { Pane } from './use-panes.ts';

interface PaneHeaderProps {
  readonly pane: Pane;
  readonly onForgetPin: () => void;
  readonly onForgetAll: () => void;
  readonly onDevTools: () => void;
  readonly onClose: () => void;
}

/** Who it is, where it is pinned, how its member is, and what can be done with it. */
export function PaneHeader({ pane, onForgetPin, onForgetAll, onDevTools, onClose }: PaneHeaderProps) {
  const { user, route, identity, fromIdentity, word, lost } = pane;
  return (
    <header className={styles.header}>
      <Avatar initials={user.initials} embedded />
      <b className={`${styles.name} ell`} title={user.title}>
        {user.name}
      </b>
      <span className={styles.route}>
        {fromIdentity !== null && (
          <>
            <RouteChip identity={fromIdentity} route={route?.from ?? null} down={pane.isFromDown} />
            <ArrowRight size={11} className="muted" aria-label="moved to" />
          </>
        )}
        <RouteChip identity={identity} route={route?.route ?? null} down={pane.isDown} />
      </span>
      <span className={`mono muted ell ${styles.member}`}>
        {route === null ? 'not pinned yet' : route.member === undefined ? '' : memberName(route.member.url)}
      </span>
      {lost !== null ? (
        <Tag tone="err" icon={<Unlink size={11} />}>
          lost
        </Tag>
      ) : (
        word !== null && (
          <Tag tone={word.tone} icon={word.tone === 'warn' ? <Hourglass size={11} /> : <Unplug size={11} />}>
            {word.word}
          </Tag>
        )
      )}
      <span className="grow" />
      <IconButton
        label="Forget the pin: the next request is balanced anew"
        disabled={route === null}
        onClick={onForgetPin}
      >
        <PinOff size={13} />
      </IconButton>
      <Menu
        trigger={
          <IconButton label={`Actions for ${user.name}`}>
            <Ellipsis size={14} />
          </IconButton>
        }
        entries={[
          {
            label: 'Forget the pin',
            icon: <PinOff size={13} />,
            disabled: route === null,
            onSelect: onForgetPin,
          },
          {
            label: 'Forget everything',
            detail: 'all cookies',
            icon: <Eraser size={13} />,
            onSelect: onForgetAll,
          },
          { label: 'Developer tools', icon: <Code size={13} />, onSelect: onDevTools },
          'separator',
          { label: 'Close', icon: <X size={13} />, danger: true, onSelect: onClose },
        ]}
      />
      <IconButton label={`Close ${user.name}`} onClick={onClose}>
        <X size={13} />
      </IconButton>
    </header>
  );
}
