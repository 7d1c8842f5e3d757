import { Globe, LoaderCircle, Plus, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { UserView } from '../../../core/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import styles from './TabStrip.module.css';

interface TabStripProps {
  readonly user: Pick<UserView, 'name' | 'tabId' | 'tabs'>;
  readonly onShow: (tabId: string) => void;
  readonly onClose: (tabId: string) => void;
  readonly onOpen: () => void;
}

/** A user's tabs: one jar, so one pin, whichever is in front. */
export function TabStrip({ user, onShow, onClose, onOpen }: TabStripProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    const index = user.tabs.findIndex(({ tabId }) => tabId === user.tabId);
    const next = user.tabs[(index + steps + user.tabs.length) % user.tabs.length];
    if (next === undefined) return;
    onShow(next.tabId);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.tabId}"]`)?.focus();
  };
  return (
    <div className={styles.strip}>
      {/* Not a tablist: that may hold nothing but tabs, and each of these has its own button to close it. */}
      <div className={styles.list} role="toolbar" aria-label={`Tabs of ${user.name}`} onKeyDown={onKeyDown}>
        {user.tabs.map((tab) => {
          const isFront = tab.tabId === user.tabId;
          const name = tab.title || tab.url;
          return (
            <span key={tab.tabId} className={styles.tab} data-front={isFront}>
              <button
                type="button"
                data-tab={tab.tabId}
                aria-current={isFront ? 'page' : undefined}
                tabIndex={isFront ? 0 : -1}
                className={styles.title}
                title={`${name}\n${tab.url}`}
                onClick={() => onShow(tab.tabId)}
                onAuxClick={(event) => event.button === 1 && onClose(tab.tabId)}
              >
                {tab.loading ? (
                  <LoaderCircle size={12} className={styles.spinner} aria-hidden="true" />
                ) : tab.favicon === null ? (
                  <Globe size={12} className="muted" aria-hidden="true" />
                ) : (
                  <img src={tab.favicon} alt="" width={12} height={12} />
                )}
                <span className={`ell ${tab.trouble === null ? '' : 'err'}`}>{name}</span>
              </button>
              <button
                type="button"
                className={styles.close}
                tabIndex={isFront ? 0 : -1}
                aria-label={`Close the tab ${name}`}
                title="Close the tab"
                onClick={() => onClose(tab.tabId)}
              >
                <X size={11} aria-hidden="true" />
              </button>
            </span>
          );
        })}
      </div>
      <IconButton label={`Another tab for ${user.name}`} shortcut="c" onClick={onOpen}>
        <Plus size={13} />
      </IconButton>
    </div>
  );
}
