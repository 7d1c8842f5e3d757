import { Filter, Pause, Radio, Unplug } from 'lucide-react';
import { NewUserButton } from '../../../app/NewUserButton.tsx';
import { Button } from '../../../components/Button.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { useApp, useAppStore } from '../../../store/store-context.tsx';
import { askForSetting } from '../../config/config-state.ts';

interface TrafficEmptyProps {
  readonly isFiltering: boolean;
  readonly isPaused: boolean;
  /** Where requests are taken; null while no listener is open. */
  readonly siteUrl: string | null;
  readonly onClearFilter: () => void;
  readonly onResume: () => void;
}

/** Why the list is empty: the filter, the pause, or nothing yet; each with the next step. */
export function TrafficEmpty({ isFiltering, isPaused, siteUrl, onClearFilter, onResume }: TrafficEmptyProps) {
  const store = useAppStore();
  const sites = useApp((state) => state.live.sites);
  const failed = sites.find(({ state }) => state === 'failed');
  if (isFiltering) {
    return (
      <EmptyState
        icon={<Filter size={20} />}
        title="No request meets every condition"
        action={<Button onClick={onClearFilter}>Remove every filter</Button>}
      >
        The list goes on recording; take a condition away to see more.
      </EmptyState>
    );
  }
  if (isPaused) {
    return (
      <EmptyState
        icon={<Pause size={20} />}
        title="Paused before the first request"
        action={
          <Button onClick={onResume} shortcut="Space">
            Show what came meanwhile
          </Button>
        }
      >
        Requests are still balanced and recorded.
      </EmptyState>
    );
  }
  if (siteUrl === null && failed !== undefined) {
    return (
      <EmptyState
        icon={<Unplug size={20} />}
        title={`${failed.name} can’t listen on ${failed.listen}`}
        action={
          <Button
            onClick={() => {
              const place = store
                .getState()
                .config.project.sites.findIndex(({ name }) => name === failed.name);
              store.setUi({ screen: 'config' });
              askForSetting(store, `$.sites[${place}].listen`);
            }}
          >
            Listen elsewhere
          </Button>
        }
      >
        {failed.trouble}.
      </EmptyState>
    );
  }
  if (siteUrl === null) {
    return (
      <EmptyState icon={<Radio size={20} />} title="No listener is open">
        Turn the switch at the top on: then requests are balanced and appear here.
      </EmptyState>
    );
  }
  const command = `curl -i ${siteUrl}`;
  return (
    <EmptyState
      icon={<Radio size={20} />}
      title="Waiting for the first request"
      action={
        <>
          <NewUserButton />
          <CopyButton text={command} label="Copy the curl command" words="Copy curl command" size="normal" />
        </>
      }
    >
      Open <code>{siteUrl}</code> in a browser, or run
      <br />
      <code>{command}</code>
    </EmptyState>
  );
}
