import { ACTION_GROUPS } from '../actions/action.ts';
import { useActionRegistry } from '../actions/action-registry.tsx';
import { shortcutLabel } from '../actions/shortcut.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Kbd } from '../components/Kbd.tsx';
import { useAppStore } from '../store/store-context.tsx';
import styles from './KeySheet.module.css';

interface KeySheetProps {
  readonly onClose: () => void;
}

/** Every key that does something now, by group. */
export function KeySheet({ onClose }: KeySheetProps) {
  const store = useAppStore();
  const actions = useActionRegistry().all(store.getState());
  const groups = ACTION_GROUPS.map((group) => ({
    group,
    actions: actions.filter((action) => action.group === group && action.shortcut !== undefined),
  })).filter(({ actions: some }) => some.length > 0);
  return (
    <Dialog
      title="Keys"
      description="Keys for a member act on the one that is selected in Live."
      width={720}
      isText
      onClose={onClose}
    >
      <div className={styles.groups}>
        {groups.map(({ group, actions: some }) => (
          <section key={group} className={styles.group}>
            <h3>{group}</h3>
            <dl>
              {some.map((action) => (
                <div key={action.id} className={styles.line}>
                  <dt className="ell">{action.label}</dt>
                  <dd>
                    <Kbd>{shortcutLabel(action.shortcut ?? '', store.api.platform)}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
