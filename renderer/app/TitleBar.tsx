import { ChevronsUpDown, Search, Undo2, UserPlus } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Kbd } from '../components/Kbd.tsx';
import { Menu } from '../components/Menu.tsx';
import { Switch } from '../components/Switch.tsx';
import { Tooltip } from '../components/Tooltip.tsx';
import { listenText } from '../format/listen-text.ts';
import { splitMemberName } from '../format/member-name.ts';
import { selectFirstSite } from '../store/selectors.ts';
import { useApp } from '../store/store-context.tsx';
import { Logo } from './Logo.tsx';
import styles from './TitleBar.module.css';
import { useActionButton } from './use-action-button.ts';
import { useProjectMenu } from './use-project-menu.ts';

interface TitleBarProps {
  readonly isFirstRun: boolean;
}

/** Project, balancing switch with its address, palette, undo, new user. */
export function TitleBar({ isFirstRun }: TitleBarProps) {
  const name = useApp((state) => state.config.project.name);
  const file = useApp((state) => state.config.projectFile);
  const canOpenUsers = useApp((state) => state.live.capabilities.embeddedTabs);
  const undoLabel = useApp((state) => state.config.undo);
  const palette = useActionButton('palette.open');
  const undo = useActionButton('project.undo');
  const newUser = useActionButton('user.open');
  const entries = useProjectMenu();
  const label = isFirstRun ? 'No project' : name || 'Untitled';
  return (
    <header className={styles.bar}>
      <div className={styles.left}>
        <span className={styles.logo}>
          <Logo />
        </span>
        <Menu
          align="start"
          entries={entries}
          trigger={
            <button type="button" className={styles.project} aria-label={`Project ${label}`}>
              <span className="ell">{label}</span>
              {file.unsaved && <span className={styles.unsaved} role="img" aria-label="unsaved changes" />}
              <ChevronsUpDown size={12} />
            </button>
          }
        />
        {!isFirstRun && <ListenSwitch />}
      </div>
      <button type="button" className={styles.palette} onClick={palette.perform}>
        <Search size={13} />
        <span className="grow ell">Go to, run, or explain a cookie…</span>
        <Kbd>{palette.shortcut ?? ''}</Kbd>
      </button>
      <div className={styles.right}>
        {undoLabel !== null && (
          <IconButton label={`Undo ${undoLabel}`} shortcut={undo.shortcut} onClick={undo.perform}>
            <Undo2 size={14} />
          </IconButton>
        )}
        {canOpenUsers && !isFirstRun && (
          <Button
            size="small"
            icon={<UserPlus size={13} />}
            shortcut={newUser.shortcut}
            onClick={newUser.perform}
            disabled={!newUser.isEnabled}
          >
            New user
          </Button>
        )}
      </div>
    </header>
  );
}

function ListenSwitch() {
  const balancing = useApp((state) => state.config.balancing);
  const site = useApp(selectFirstSite);
  const others = useApp((state) => state.live.sites.length - 1);
  const toggle = useActionButton('balancing.toggle');
  if (site === undefined) return null;
  const failed = site.state === 'failed';
  const text = listenText(site);
  const { host, port } = splitMemberName(text);
  const address = (
    <span className={`${styles.address} mono ${failed ? 'err' : ''}`} title={failed ? undefined : text}>
      <span className="ell">{host}</span>
      <span>{port}</span>
      {others > 0 && <span className="muted"> +{others}</span>}
    </span>
  );
  return (
    <>
      <span className={styles.rule} />
      <div className={styles.listen}>
        <Switch
          checked={balancing}
          onChange={toggle.perform}
          label={balancing ? `Balancing on ${text}; close the listeners` : 'Open the listeners'}
        />
        {failed && site.trouble !== null ? <Tooltip text={site.trouble}>{address}</Tooltip> : address}
      </div>
    </>
  );
}
