import { History } from 'lucide-react';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './RecentProjects.module.css';

/** More are in the project menu. */
const SHOWN = 4;

/** Projects that the desktop window remembers; nothing where it remembers none. */
export function RecentProjects() {
  const store = useAppStore();
  const recent = useApp((state) => state.ui.recent);
  if (recent.length === 0) return null;
  return (
    <div className={styles.recent}>
      <span className="muted">Recent</span>
      {recent.slice(0, SHOWN).map(({ name, folder }, index) => (
        <Button
          key={`${folder}/${name}`}
          variant="ghost"
          icon={<History size={13} />}
          title={folder}
          onClick={() => void runCommand(store, 'project.open-recent', { index })}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}
