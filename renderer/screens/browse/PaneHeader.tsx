import {
  ArrowRight,
  Code,
  Cookie,
  CopyPlus,
  Ellipsis,
  Eraser,
  Hourglass,
  Pin,
  Save,
  Unlink,
  Unplug,
  X,
} from 'lucide-react';
import { Avatar } from '../../components/Avatar.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { MemberName } from '../../components/MemberName.tsx';
import { Menu } from '../../components/Menu.tsx';
import { PinMenu } from '../../components/PinMenu.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { SessionName } from '../../components/SessionName.tsx';
import { Tag } from '../../components/Tag.tsx';
import type { PinChoice } from '../../store/pin-targets.ts';
import styles from './PaneHeader.module.css';
import type { Pane } from './use-panes.ts';

/** What can be asked of a user as a whole. */
export interface UserCommands {
  readonly onPin: (choice: PinChoice) => void;
  readonly onUnpin: () => void;
  readonly onForgetPin: () => void;
  readonly onForgetAll: () => void;
  readonly onDuplicate: () => void;
  readonly onDevTools: () => void;
  readonly onClose: () => void;
}

interface PaneHeaderProps extends UserCommands {
  readonly pane: Pane;
}

/** Who it is, where it is pinned, how its member is, and what can be done with it. */
export function PaneHeader({ pane, ...commands }: PaneHeaderProps) {
  const { user, route, identity, fromIdentity, word, lost, choices, session } = pane;
  return (
    <header className={styles.header}>
      <Avatar initials={user.initials} embedded />
      <b className={styles.name} title={user.kept ? `${user.name}, kept between runs` : user.name}>
        <SessionName label={user.name} />
      </b>
      {user.kept && (
        <span className={styles.kept} title="Kept: its cookies with a lifetime outlive this run">
          <Save size={11} aria-label="kept between runs" />
        </span>
      )}
      <span className={styles.route}>
        {fromIdentity !== null && (
          <>
            <RouteChip identity={fromIdentity} route={route?.from ?? null} down={pane.isFromDown} />
            <ArrowRight size={11} className="muted" aria-label="moved to" />
          </>
        )}
        <RouteChip identity={identity} route={route?.route ?? null} down={pane.isDown} />
      </span>
      <span className={`muted ${styles.member}`}>
        {route === null
          ? 'not pinned yet'
          : route.member !== undefined && <MemberName url={route.member.url} />}
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
      {pane.staleIdentity !== null && (
        <span className={styles.stale} title="What it shows was served by another route than it is pinned to">
          served by <RouteChip identity={pane.staleIdentity} />
        </span>
      )}
      {user.tabs.length === 1 && (
        <span className={`${styles.title} muted ell`} title={user.title}>
          {user.title}
        </span>
      )}
      <span className="grow" />
      <PinMenu
        trigger={
          <IconButton
            label={`Pin ${user.name} to a route`}
            disabled={session === undefined || choices.length === 0}
          >
            <Pin size={13} />
          </IconButton>
        }
        choices={choices}
        isPinned={route !== null}
        onPin={commands.onPin}
        onUnpin={commands.onUnpin}
      />
      <Menu
        trigger={
          <IconButton label={`Actions for ${user.name}`}>
            <Ellipsis size={14} />
          </IconButton>
        }
        entries={[
          {
            label: 'Duplicate the tab',
            detail: 'same cookies',
            icon: <CopyPlus size={13} />,
            onSelect: commands.onDuplicate,
          },
          { label: 'Developer tools', icon: <Code size={13} />, onSelect: commands.onDevTools },
          'separator',
          {
            label: 'Delete the route cookie',
            detail: 'from its jar',
            icon: <Cookie size={13} />,
            disabled: route === null,
            onSelect: commands.onForgetPin,
          },
          {
            label: 'Forget everything',
            detail: 'all cookies',
            icon: <Eraser size={13} />,
            onSelect: commands.onForgetAll,
          },
          'separator',
          { label: 'Close', icon: <X size={13} />, danger: true, onSelect: commands.onClose },
        ]}
      />
      <IconButton label={`Close ${user.name}`} onClick={commands.onClose}>
        <X size={13} />
      </IconButton>
    </header>
  );
}
